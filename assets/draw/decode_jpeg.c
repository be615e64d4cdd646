#include "assets/draw/scan.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

/* Progressive pictures may carry any number of scans, each over all of the
 * picture: libjpeg-turbo's own advice is to count them. */
#define SCANS_MAX 500

struct failure {
    struct jpeg_error_mgr base;
    jmp_buf jump;
    char *why;
    int warnings;
};

static void say(j_common_ptr c)
{
    struct failure *f = (struct failure *)c->err;
    char text[JMSG_LENGTH_MAX];

    f->base.format_message(c, text);
    snprintf(f->why, WHY_SIZE, "%.*s", WHY_SIZE - 1, text);
}

static void fail(j_common_ptr c)
{
    struct failure *f = (struct failure *)c->err;

    say(c);
    longjmp(f->jump, 1);
}

static void note(j_common_ptr c, int level)
{
    struct failure *f = (struct failure *)c->err;

    if (level < 0 && f->warnings++ == 0)
        say(c);
}

static void count_scans(j_common_ptr c)
{
    struct failure *f = (struct failure *)c->err;

    if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > SCANS_MAX) {
        snprintf(f->why, WHY_SIZE, "more than %d scans", SCANS_MAX);
        longjmp(f->jump, 1);
    }
}

/* Everything at 1/8: all compressed data is read, little is computed. */
static void read_rows(struct jpeg_decompress_struct *c)
{
    JSAMPARRAY row;

    jpeg_read_header(c, TRUE);
    if ((uint64_t)c->image_width * c->image_height > DECODE_PIXELS)
        return;
    c->scale_num = 1;
    c->scale_denom = 8;
    c->dct_method = JDCT_IFAST;
    c->do_fancy_upsampling = FALSE;
    jpeg_start_decompress(c);
    row = c->mem->alloc_sarray((j_common_ptr)c, JPOOL_IMAGE,
                               c->output_width * (JDIMENSION)c->output_components, 1);
    while (c->output_scanline < c->output_height)
        jpeg_read_scanlines(c, row, 1);
    jpeg_finish_decompress(c);
}

const char *jpeg_decode(const uint8_t *p, size_t n, char why[WHY_SIZE])
{
    struct jpeg_decompress_struct c;
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    struct failure f = {.why = why};
    volatile bool failed = true;

    why[0] = '\0';
    memset(&c, 0, sizeof c);
    c.err = jpeg_std_error(&f.base);
    f.base.error_exit = fail;
    f.base.emit_message = note;
    if (setjmp(f.jump) == 0) {
        jpeg_create_decompress(&c);
        c.mem->max_memory_to_use = (long)DECODE_MEMORY;
        c.progress = &progress;
        jpeg_mem_src(&c, p, n);
        read_rows(&c);
        failed = f.warnings > 0;
    }
    jpeg_destroy_decompress(&c);
    return failed ? why : NULL;
}
