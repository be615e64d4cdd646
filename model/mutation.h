/* Faults that the simulation must catch (replication.md 4.3): a test that finds
 * none of them proves nothing. In what is shipped MUTATED is 0 and the branches
 * are gone; tests/sim builds the store a second time with GENBA_MUTATION = the
 * name of a variable. */
#ifndef GENBA_MODEL_MUTATION_H
#define GENBA_MODEL_MUTATION_H

enum mutation {
    MUTATION_NONE,
    MUTATION_LAST_WRITER_WINS, /* the newest stamp instead of heads */
    MUTATION_DURABLE_WRITER,   /* a writer id that survives restore and clone */
    MUTATION_NO_WAITING,       /* applied without its causal past */
    MUTATION_NO_TOMBSTONE,     /* a deletion forgets the entity */
    MUTATION_N
};

#ifdef GENBA_MUTATION
struct store;
struct op;
struct err;

extern enum mutation GENBA_MUTATION;
int mutate_heads(struct store *st, const struct op *reg, struct err *e); /* after a write */
#define MUTATED(which) (GENBA_MUTATION == MUTATION_##which)
#define MUTATE_HEADS(st, reg, e) mutate_heads(st, reg, e)
#else
#define MUTATED(which) 0
#define MUTATE_HEADS(st, reg, e) 0
#endif

#endif
