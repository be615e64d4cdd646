/* The test program itself as a helper that a hostile picture took over: it is
 * started through /proc/self/exe with GENBA_TEST_STRANGER in its environment.
 *
 *     int main(void)
 *     {
 *         stranger_serve();
 *         ...
 *         stranger_is("close");
 *         d = draw_new(STRANGER);
 *
 * It goes by itself after 30 seconds: a test that waits for it fails then. */
#ifndef GENBA_TESTS_LIB_STRANGER_H
#define GENBA_TESTS_LIB_STRANGER_H

#define STRANGER "/proc/self/exe"

/* Does not return in the helper; returns at once in the test. */
void stranger_serve(void);

/* What those that are started from now on do:
 *   close  close their input and output, and stay
 *   last   answer, say that they end, and stay
 *   tall   DIAGRAM: a sheet four thousand million pixels high
 *   text   DIAGRAM: a size that may be, and what is no PNG
 *   other  DIAGRAM: a PNG that says another size */
void stranger_is(const char *what);

#endif
