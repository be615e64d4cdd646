/* Cell names: "B3" and back. */
#include "assets/xlsx/limits.h"
#include "assets/xlsx/xlsx.h"

#include <stdio.h>

void cell_name(uint32_t row, uint32_t col, char out[CELL_NAME_MAX])
{
    char letters[8];
    size_t n = sizeof letters - 1;

    letters[n] = '\0';
    for (uint32_t c = (col > 0xFFFF ? 0xFFFF : col) + 1; c > 0; c = (c - 1) / 26)
        letters[--n] = (char)('A' + (c - 1) % 26);
    snprintf(out, CELL_NAME_MAX, "%s%u", letters + n, row + 1u);
}

bool cell_parse(const char *s, uint32_t *row, uint32_t *col)
{
    uint32_t r = 0, c = 0;

    s += *s == '$';
    for (; (*s | 0x20) >= 'a' && (*s | 0x20) <= 'z' && c <= XLSX_COLS; s++)
        c = c * 26 + (uint32_t)((*s | 0x20) - 'a' + 1);
    s += *s == '$';
    if (*s == '0')
        return false;
    for (; *s >= '0' && *s <= '9' && r <= XLSX_ROWS; s++)
        r = r * 10 + (uint32_t)(*s - '0');
    if (*s || c == 0 || c > XLSX_COLS || r == 0 || r > XLSX_ROWS)
        return false;
    *row = r - 1;
    *col = c - 1;
    return true;
}
