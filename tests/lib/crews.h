/* Three laptops of one team, each with its workspace, and a stick between them. */
#ifndef GENBA_TESTS_LIB_CREWS_H
#define GENBA_TESTS_LIB_CREWS_H

#include "model/case.h"
#include "tests/lib/run.h"

#define CREWS 3
#define CREWS_SERIAL "0342"

struct crew {
    struct run run; /* workspace and calls of the program */
    struct identity who;
};

struct crews {
    struct crew v[CREWS]; /* 佐藤 A (the founder), 鈴木 B, 髙橋 C */
    char stick[256];
};

/* Workspaces, keys, team. Bails out on failure. */
void crews_begin(struct crews *w);
void crews_end(struct crews *w);
/* One more laptop that belongs to no team. */
void crew_stranger(struct crew *c, const char *person, const char *letter);
/* The founder takes it in, and it takes the roster. */
void crews_admit(struct crews *w, struct crew *c);
void crews_revoke(struct crews *w, const struct crew *c);
/* The hospital of tests/lib/hospital.h in its workspace. */
void crew_make_case(struct crew *c);

/* STICK/NAME.gnb; static, four at a time. */
const char *stick_path(const struct crews *w, const char *name);
/* cp -a */
void copy_tree(const char *from, const char *to);

#endif
