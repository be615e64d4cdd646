/* Fuzz target: whatever bytes come, the text functions give well-formed UTF-8,
 * stay within the columns asked for, and are done after one pass. */
#include "model/base/text.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void once_is_enough(void (*f)(struct buf *, const char *, size_t), const char *s, size_t n)
{
    struct buf one = BUF_INIT, two = BUF_INIT;

    f(&one, s, n);
    require(one.len == strlen(buf_str(&one)) ? text_valid(buf_str(&one), one.len) : true);
    f(&two, buf_str(&one), one.len);
    require(one.len == two.len && memcmp(buf_str(&one), buf_str(&two), one.len) == 0);
    buf_release(&one);
    buf_release(&two);
}

static void columns_hold(const char *s, size_t n, int cols)
{
    struct buf clean = BUF_INIT, padded = BUF_INIT;
    int used = -1;
    size_t fit;

    text_clean(&clean, s, n);
    fit = text_fit(buf_str(&clean), clean.len, cols, &used);
    require(fit <= clean.len && used >= 0 && used <= cols);
    require(text_valid(buf_str(&clean), fit));
    text_pad(&padded, buf_str(&clean), cols);
    if (!strpbrk(buf_str(&clean), "\n\t"))
        require(text_cols(buf_str(&padded), padded.len) == cols);
    buf_release(&clean);
    buf_release(&padded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;

    setlocale(LC_CTYPE, "C.UTF-8");
    if (size < 1)
        return 0;
    once_is_enough(text_nfc, s + 1, size - 1);
    once_is_enough(text_clean, s + 1, size - 1);
    once_is_enough(text_ident, s + 1, size - 1);
    once_is_enough(text_fold, s + 1, size - 1);
    columns_hold(s + 1, size - 1, data[0] % 100);
    return 0;
}
