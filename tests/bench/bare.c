/* The baseline of the screen benches: a bare ncurses program that fills the
 * screen and says that it is idle, again after every key. */
#include <curses.h>
#include <locale.h>
#include <stdio.h>

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    initscr();
    raw();
    noecho();
    for (int turn = 0;; turn++) {
        for (int y = 0; y < LINES; y++)
            mvprintw(y, 0, "%4d みなと総合病院 %d", turn + y, y);
        refresh();
        fputs("\033]7770;idle\a", stdout);
        fflush(stdout);
        if (getch() == 'q')
            break;
    }
    endwin();
    return 0;
}
