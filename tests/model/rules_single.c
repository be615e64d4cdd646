/* Rules on single values, table by table. */
#include "model/rules/single.h"

#include "model/base/clock.h"
#include "tests/lib/tap.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void dates(void)
{
    static const struct {
        const char *text;
        bool real;
    } rows[] = {
        {"20250725", true},   {"20240229", true},  {"20250230", false},
        {"20250229", false},  {"20251301", false}, {"2025072", false},
        {"202507251", false}, {"2025-7-2", false}, {"", false},
    };
    int days = 0;

    for (size_t i = 0; i < COUNT(rows); i++)
        is_int(r004_real_date(rows[i].text, NULL), rows[i].real, "R004 \"%s\"", rows[i].text);
    ok(r004_real_date("20250912", &days) && days == date_days(2025, 9, 12), "R004 gives the day");
}

static void numbers(void)
{
    ok(!beds_valid(19) && beds_valid(20), "20 beds make a hospital");
    is_str(beds_class(199), "lt200", "199 beds");
    is_str(beds_class(200), "200_399", "200 beds");
    is_str(beds_class(399), "200_399", "399 beds");
    is_str(beds_class(400), "ge400", "400 beds");
    ok(!r030_too_many(5) && r030_too_many(6), "R030 five PCs, not six");
}

static void words(void)
{
    static const struct {
        const char *os;
        enum os_answer answer;
    } os[] = {
        {"windows11", OS_ACCEPTED}, {"windows10", OS_ACCEPTED}, {"windows7", OS_PARTLY},
        {"macos", OS_REFUSED},      {"other", OS_ASK},          {"", OS_ASK},
    };

    for (size_t i = 0; i < COUNT(os); i++)
        is_int(r033_os(os[i].os), os[i].answer, "R033, R034 \"%s\"", os[i].os);
    ok(r028_mobile_terminator("sim_dongle") && r028_mobile_terminator("home_router") &&
           r028_mobile_terminator("mobile_router"),
       "R028 the three mobile terminators");
    ok(!r028_mobile_terminator("onu") && !r028_mobile_terminator(""), "R028 an ONU is not mobile");
    ok(r060_internet("internet") && r060_internet("internet_vpn"), "R060 internet lines");
    ok(!r060_internet("closed") && !r060_internet("mobile") && !r060_internet(""),
       "R060 closed lines are none");
    ok(answer_unknown("不明") && answer_unknown("unknown") && answer_unknown(" 不 明 "),
       "unknown in words");
    ok(!answer_unknown("") && !answer_unknown("不明瞭"), "not unknown");
    ok(answer_none("なし") && answer_none("ナシ") && answer_none("無") && answer_none("None"),
       "none in words");
    ok(!answer_none("") && !answer_none("なしソフト"), "not none");
}

static void addresses(void)
{
    static const struct {
        const char *ip;
        enum ip_answer answer;
    } rows[] = {
        {"8.8.8.8", IP_GLOBAL},
        {"100.63.255.255", IP_GLOBAL},
        {"100.128.0.0", IP_GLOBAL},
        {"172.15.255.255", IP_GLOBAL},
        {"172.32.0.0", IP_GLOBAL},
        {"192.0.2.1", IP_DOCUMENTATION},
        {"198.51.100.7", IP_DOCUMENTATION},
        {"203.0.113.254", IP_DOCUMENTATION},
        {"10.0.0.1", IP_NOT_GLOBAL},
        {"172.16.0.1", IP_NOT_GLOBAL},
        {"172.31.255.255", IP_NOT_GLOBAL},
        {"192.168.1.1", IP_NOT_GLOBAL},
        {"100.64.0.1", IP_NOT_GLOBAL},
        {"100.127.255.255", IP_NOT_GLOBAL},
        {"127.0.0.1", IP_NOT_GLOBAL},
        {"169.254.10.1", IP_NOT_GLOBAL},
        {"224.0.0.1", IP_NOT_GLOBAL},
        {"239.255.255.255", IP_NOT_GLOBAL},
        {"255.255.255.255", IP_NOT_GLOBAL},
        {"0.0.0.0", IP_NOT_GLOBAL},
        {"2400:4050::1", IP_GLOBAL},
        {"2001:db8::1", IP_DOCUMENTATION},
        {"fd00::1", IP_NOT_GLOBAL},
        {"fe80::1", IP_NOT_GLOBAL},
        {"ff02::1", IP_NOT_GLOBAL},
        {"::1", IP_NOT_GLOBAL},
        {"::ffff:192.168.0.1", IP_NOT_GLOBAL},
        {"::ffff:8.8.8.8", IP_GLOBAL},
        {"300.1.1.1", IP_INVALID},
        {"8.8.8", IP_INVALID},
        {"", IP_INVALID},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        is_int(r063_ip(rows[i].ip), rows[i].answer, "R063 %s", rows[i].ip);
}

static void eleven_o_clock(void)
{
    static const struct {
        int day, h, m, s;
        bool in_time;
    } rows[] = {
        {22, 10, 59, 59, true}, {22, 11, 0, 0, true},    {22, 11, 0, 1, false}, {22, 0, 0, 0, true},
        {21, 10, 0, 0, false},  {21, 23, 59, 59, false}, {23, 9, 0, 0, false},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        is_int(r066_in_time(clock_ms(2025, 9, rows[i].day, rows[i].h, rows[i].m, rows[i].s),
                            date_days(2025, 9, 22)),
               rows[i].in_time, "R066, R068 told on the %dth at %02d:%02d:%02d", rows[i].day,
               rows[i].h, rows[i].m, rows[i].s);
}

int main(void)
{
    dates();
    numbers();
    words();
    addresses();
    eleven_o_clock();
    return tap_done();
}
