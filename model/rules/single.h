/* Rules on single values: what the importer, the forms and check_survey ask
 * about one text or number, without a survey. Pure: nothing fails, allocates
 * or reads a clock. */
#ifndef GENBA_MODEL_RULES_SINGLE_H
#define GENBA_MODEL_RULES_SINGLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* R004: the eight digits of a file name are a real date. `days` may be NULL. */
bool r004_real_date(const char *yyyymmdd, int *days);

/* A hospital has at least 20 beds; fewer is a clinic, so the number is wrong. */
#define BEDS_MIN 20
bool beds_valid(int64_t beds);
/* The id of enums.def's bed_class for a number of beds. */
const char *beds_class(int64_t beds);

/* R028: a home router, mobile router or SIM dongle is a mobile line. */
bool r028_mobile_terminator(const char *terminator_kind);

/* R030: PCs of one hospital. */
#define R030_PC_LIMIT 5
bool r030_too_many(size_t pcs);

/* R033, R034: what becomes of a PC with this OS (an id of enums.def's os). */
enum os_answer {
    OS_ACCEPTED, /* Windows 10, 11 */
    OS_PARTLY,   /* Windows 7: some items cannot be surveyed */
    OS_REFUSED,  /* macOS: NS07 */
    OS_ASK,      /* anything else: ask, never refuse silently */
};
enum os_answer r033_os(const char *os);

/* R063: may a scan go to this address? Refused are private, shared (CGNAT),
 * loopback, link-local, multicast, unique local, and what is reserved; an IPv4
 * address inside IPv6 answers as itself. Documentation addresses get a warning
 * only. */
enum ip_answer { IP_GLOBAL, IP_DOCUMENTATION, IP_NOT_GLOBAL, IP_INVALID };
enum ip_answer r063_ip(const char *address);

/* R060: the line kinds that a scan can reach: internet and internet VPN. */
bool r060_internet(const char *line_kind);

/* R065, R066, R068: the address of a dynamic line counts when it is told on
 * the scan day (days since 1970) by 11:00:00 at +09:00. */
#define R065_MINUTES (11 * 60)
int64_t r065_deadline_ms(int scan_day);
bool r066_in_time(int64_t told_ms, int scan_day);

/* The answer "unknown": the text 不明 or the id `unknown`. */
bool answer_unknown(const char *text);
/* The answer "there is none" of a text field: なし, 無し, 無, none. */
bool answer_none(const char *text);

#endif
