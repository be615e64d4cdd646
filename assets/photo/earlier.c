#include "assets/photo/earlier.h"

#include "model/base/buf.h"

#include <stdlib.h>
#include <string.h>

void earlier_add(struct earlier *list, const char *photo, size_t photo_n, const char *file,
                 size_t file_n)
{
    struct earlier_name *name;

    if (photo_n != ID_HEX_LEN || file_n == 0)
        return;
    list->v = xgrow(list->v, list->n, &list->cap, sizeof *list->v);
    name = &list->v[list->n++];
    memcpy(name->photo, photo, photo_n);
    name->photo[photo_n] = '\0';
    name->file = xstrndup(file, file_n);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct earlier_name *)a)->photo, ((const struct earlier_name *)b)->photo);
}

void earlier_sort(struct earlier *list)
{
    if (list->n > 0)
        qsort(list->v, list->n, sizeof *list->v, compare);
}

/* Of the first that is not before `key`. */
static size_t lower_bound(const struct earlier *list, const struct earlier_name *key)
{
    size_t from = 0, to = list->n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (compare(&list->v[middle], key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const char *earlier_next(const struct earlier *list, struct id photo, size_t *i)
{
    struct earlier_name key = {.file = NULL};
    size_t at;

    id_print(photo, key.photo);
    at = lower_bound(list, &key) + *i;
    if (at >= list->n || compare(&list->v[at], &key) != 0)
        return NULL;
    ++*i;
    return list->v[at].file;
}

void earlier_release(struct earlier *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->v[i].file);
    free(list->v);
    *list = (struct earlier){0};
}
