#include "assets/draw/jpeg_guard.h"

#include <string.h>

/* Progressive pictures may carry any number of scans, each over all of the
 * picture: libjpeg-turbo's own advice is to count them. */
#define SCANS_MAX 500

static void say(j_common_ptr c)
{
    struct jpeg_guard *g = (struct jpeg_guard *)c->err;
    char text[JMSG_LENGTH_MAX];

    g->base.format_message(c, text);
    snprintf(g->why, WHY_SIZE, "%.*s", WHY_SIZE - 1, text);
}

static void fail(j_common_ptr c)
{
    struct jpeg_guard *g = (struct jpeg_guard *)c->err;

    say(c);
    longjmp(g->jump, 1);
}

static void note(j_common_ptr c, int level)
{
    struct jpeg_guard *g = (struct jpeg_guard *)c->err;

    if (level < 0 && g->warnings++ == 0)
        say(c);
}

static void count_scans(j_common_ptr c)
{
    struct jpeg_guard *g = (struct jpeg_guard *)c->err;

    if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > SCANS_MAX) {
        snprintf(g->why, WHY_SIZE, "more than %d scans", SCANS_MAX);
        longjmp(g->jump, 1);
    }
}

void jpeg_guard_init(struct jpeg_guard *g, struct jpeg_decompress_struct *c, char why[WHY_SIZE])
{
    why[0] = '\0';
    memset(c, 0, sizeof *c);
    *g = (struct jpeg_guard){.why = why, .progress = {.progress_monitor = count_scans}};
    c->err = jpeg_std_error(&g->base);
    g->base.error_exit = fail;
    g->base.emit_message = note;
}

void jpeg_guard_open(struct jpeg_guard *g, struct jpeg_decompress_struct *c, const uint8_t *p,
                     size_t n)
{
    c->mem->max_memory_to_use = (long)DECODE_MEMORY;
    c->progress = &g->progress;
    jpeg_mem_src(c, p, n);
}
