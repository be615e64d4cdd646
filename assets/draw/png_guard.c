#include "assets/draw/png_guard.h"

#include <stdio.h>
#include <string.h>

#define SIDE_MAX 65535u
#define CHUNK_MAX ((png_alloc_size_t)8 << 20)
#define PIECE 512 /* read at once: what a file that breaks off may lose */

static void take(png_structp png, png_bytep out, size_t n)
{
    struct png_guard *g = png_get_io_ptr(png);

    if (n > (size_t)(g->end - g->at))
        png_error(png, "the file breaks off");
    memcpy(out, g->at, n);
    g->at += n;
}

static void fail(png_structp png, png_const_charp text)
{
    struct png_guard *g = png_get_error_ptr(png);

    snprintf(g->why, WHY_SIZE, "%s", text);
    png_longjmp(png, 1);
}

/* Doubts about ancillary data: the picture is none the worse. */
static void note(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

int png_guard_open(struct png_guard *g, const uint8_t *p, size_t n, char why[WHY_SIZE])
{
    why[0] = '\0';
    *g = (struct png_guard){.at = p, .end = p + n, .why = why};
    g->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, g, fail, note);
    g->info = g->png ? png_create_info_struct(g->png) : NULL;
    return g->info != NULL;
}

void png_guard_begin(struct png_guard *g)
{
    png_set_keep_unknown_chunks(g->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_user_limits(g->png, SIDE_MAX, SIDE_MAX);
    png_set_chunk_malloc_max(g->png, CHUNK_MAX);
    png_set_compression_buffer_size(g->png, PIECE);
    png_set_read_fn(g->png, g, take);
    png_read_info(g->png, g->info);
}

void png_guard_close(struct png_guard *g)
{
    png_destroy_read_struct(&g->png, &g->info, NULL);
}
