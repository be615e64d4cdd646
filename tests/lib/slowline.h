/* A slow line: a TCP proxy on 127.0.0.1 that lets so many bytes a second of the client
 * through, and takes no more than it lets through. One connection at a time; a child
 * process that ends with the test. */
#ifndef GENBA_TESTS_LIB_SLOWLINE_H
#define GENBA_TESTS_LIB_SLOWLINE_H

#include <sys/types.h>

struct slowline {
    int port;
    pid_t pid;
};

void slowline_begin(struct slowline *s, int server_port, int bytes_a_second);
void slowline_end(struct slowline *s);

#endif
