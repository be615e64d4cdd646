#include "model/rules/single.h"

#include "model/base/buf.h"
#include "model/base/clock.h"
#include "model/base/text.h"

#include <arpa/inet.h>
#include <string.h>

bool r004_real_date(const char *yyyymmdd, int *days)
{
    int n[8], year, month, day;

    for (int i = 0; i < 8; i++) {
        if (yyyymmdd[i] < '0' || yyyymmdd[i] > '9')
            return false;
        n[i] = yyyymmdd[i] - '0';
    }
    if (yyyymmdd[8])
        return false;
    year = n[0] * 1000 + n[1] * 100 + n[2] * 10 + n[3];
    month = n[4] * 10 + n[5];
    day = n[6] * 10 + n[7];
    if (!date_valid(year, month, day))
        return false;
    if (days)
        *days = date_days(year, month, day);
    return true;
}

bool beds_valid(int64_t beds)
{
    return beds >= BEDS_MIN;
}

const char *beds_class(int64_t beds)
{
    return beds < 200 ? "lt200" : beds < 400 ? "200_399" : "ge400";
}

static bool one_of(const char *s, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(s, *list) == 0)
            return true;
    return false;
}

bool r028_mobile_terminator(const char *terminator_kind)
{
    static const char *const mobile[] = {"home_router", "mobile_router", "sim_dongle", NULL};

    return one_of(terminator_kind, mobile);
}

bool r030_too_many(size_t pcs)
{
    return pcs > R030_PC_LIMIT;
}

enum os_answer r033_os(const char *os)
{
    static const struct {
        const char *os;
        enum os_answer answer;
    } answers[] = {
        {"windows11", OS_ACCEPTED},
        {"windows10", OS_ACCEPTED},
        {"windows7", OS_PARTLY},
        {"macos", OS_REFUSED},
    };

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (strcmp(os, answers[i].os) == 0)
            return answers[i].answer;
    return OS_ASK;
}

struct net {
    uint8_t prefix[16];
    int bits;
};

static bool within(const uint8_t *ip, const struct net *net)
{
    int whole = net->bits / 8, rest = net->bits % 8;

    if (memcmp(ip, net->prefix, (size_t)whole) != 0)
        return false;
    return rest == 0 || (ip[whole] ^ net->prefix[whole]) >> (8 - rest) == 0;
}

static bool within_any(const uint8_t *ip, const struct net *nets, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (within(ip, &nets[i]))
            return true;
    return false;
}

static const struct net v4_documentation[] = {
    {{192, 0, 2}, 24},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
};
static const struct net v4_not_global[] = {
    {{0}, 8},          /* "this network" */
    {{10}, 8},         /* RFC 1918 */
    {{100, 64}, 10},   /* CGNAT */
    {{127}, 8},        /* loopback */
    {{169, 254}, 16},  /* link-local */
    {{172, 16}, 12},   /* RFC 1918 */
    {{192, 0, 0}, 24}, /* protocol assignments */
    {{192, 168}, 16},  /* RFC 1918 */
    {{198, 18}, 15},   /* benchmarks */
    {{224}, 4},        /* multicast */
    {{240}, 4},        /* reserved, broadcast */
};
static const struct net v6_documentation = {{0x20, 0x01, 0x0d, 0xb8}, 32};
static const struct net v6_unicast = {{0x20}, 3}; /* all that is allocated: 2000::/3 */
static const struct net v6_mapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static enum ip_answer v4_answer(const uint8_t *ip)
{
    if (within_any(ip, v4_documentation, COUNT(v4_documentation)))
        return IP_DOCUMENTATION;
    return within_any(ip, v4_not_global, COUNT(v4_not_global)) ? IP_NOT_GLOBAL : IP_GLOBAL;
}

enum ip_answer r063_ip(const char *address)
{
    uint8_t ip[16];

    if (inet_pton(AF_INET, address, ip) == 1)
        return v4_answer(ip);
    if (inet_pton(AF_INET6, address, ip) != 1)
        return IP_INVALID;
    if (within(ip, &v6_mapped))
        return v4_answer(ip + 12);
    if (within(ip, &v6_documentation))
        return IP_DOCUMENTATION;
    return within(ip, &v6_unicast) ? IP_GLOBAL : IP_NOT_GLOBAL;
}

bool r060_internet(const char *line_kind)
{
    static const char *const internet[] = {"internet", "internet_vpn", NULL};

    return one_of(line_kind, internet);
}

int64_t r065_deadline_ms(int scan_day)
{
    int y, m, d;

    date_civil(scan_day, &y, &m, &d);
    return clock_ms(y, m, d, R065_MINUTES / 60, R065_MINUTES % 60, 0);
}

bool r066_in_time(int64_t told_ms, int scan_day)
{
    int64_t deadline = r065_deadline_ms(scan_day);

    /* A told time has whole seconds; a fraction of 11:00:00 is still 11:00:00. */
    return told_ms >= deadline - R065_MINUTES * 60000 && told_ms < deadline + 1000;
}

static bool folded_one_of(const char *text, const char *const *list)
{
    struct buf b = BUF_INIT;
    bool found;

    text_fold(&b, text, strlen(text));
    found = one_of(buf_str(&b), list);
    buf_release(&b);
    return found;
}

bool answer_unknown(const char *text)
{
    static const char *const words[] = {"unknown", "\u4e0d\u660e", NULL};

    return folded_one_of(text, words);
}

bool answer_none(const char *text)
{
    static const char *const words[] = {"none", "\u306a\u3057", "\u7121\u3057", "\u7121", NULL};

    return folded_one_of(text, words);
}
