/* plan: the day plan, as text or JSON; --write keeps it. */
#include "tui/cmd/cmd.h"

#include "model/base/clock.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/dayplan.h"
#include "tui/i18n.h"

#include <stdio.h>
#include <stdlib.h>

static void target_of(const struct survey *s, const struct dayplan *d, size_t stop, struct buf *out)
{
    const struct row *r = survey_find(s, d->targets[stop]);

    buf_reset(out);
    if (r)
        survey_print_address(s, r, out);
}

static void json_step(struct json *j, const struct survey *s, const struct dayplan *d,
                      const struct plan_step *st)
{
    static const struct plan_room nowhere = {.building = "", .floor = "", .name = ""};
    const struct plan_room *room = st->room == PLAN_NONE ? &nowhere : &d->input.rooms[st->room];
    struct buf target = BUF_INIT;
    char from[6], to[6];

    time_print(st->from, from);
    time_print(st->to, to);
    if (st->stop != PLAN_NONE)
        target_of(s, d, st->stop, &target);
    json_object(j, NULL);
    json_text(j, "kind", plan_kind_id(st->kind));
    json_text(j, "target", buf_str(&target));
    json_text(j, "building", room->building);
    json_text(j, "floor", room->floor);
    json_text(j, "room", room->name);
    json_text(j, "from", from);
    json_text(j, "to", to);
    json_end(j, '}');
    buf_release(&target);
}

static void reason_of(const struct plan_unplaced *u, struct buf *out)
{
    buf_reset(out);
    text_fill(out, _(plan_reason_text(u->reason)), u->fact[0], u->fact[1], NULL);
}

static void json_unplaced(struct json *j, const struct survey *s, const struct dayplan *d)
{
    struct buf target = BUF_INIT, reason = BUF_INIT;

    json_array(j, "unplaced");
    for (size_t i = 0; i < d->plan.nunplaced; i++) {
        target_of(s, d, d->plan.unplaced[i].stop, &target);
        reason_of(&d->plan.unplaced[i], &reason);
        json_object(j, NULL);
        json_text(j, "target", buf_str(&target));
        json_text(j, "reason", buf_str(&reason));
        json_end(j, '}');
    }
    json_end(j, ']');
    buf_release(&target);
    buf_release(&reason);
}

static void json_day(struct json *j, const struct survey *s, const struct dayplan *d, size_t day)
{
    char date[ISO_DATE_LEN + 1], finish[6];

    date_print(d->input.days[day].date, date);
    time_print(d->plan.days[day].finish, finish);
    json_object(j, NULL);
    json_text(j, "date", date);
    json_array(j, "crews");
    for (size_t crew = 0; crew < d->input.ncrews; crew++) {
        char letter[2] = {dayplan_crew(crew), '\0'};
        size_t n;
        const struct plan_step *steps = plan_steps(&d->plan, day, crew, &n);

        json_object(j, NULL);
        json_text(j, "crew", letter);
        json_array(j, "steps");
        for (size_t i = 0; i < n; i++)
            json_step(j, s, d, &steps[i]);
        json_end(j, ']');
        json_end(j, '}');
    }
    json_end(j, ']');
    json_unplaced(j, s, d);
    json_text(j, "finish", d->plan.days[day].finish ? finish : "");
    json_end(j, '}');
}

static void text_day(struct buf *out, const struct survey *s, const struct dayplan *d, size_t day)
{
    struct buf target = BUF_INIT;
    char date[ISO_DATE_LEN + 1], from[6], to[6];

    date_print(d->input.days[day].date, date);
    buf_addf(out, "%s\n", date);
    for (size_t crew = 0; crew < d->input.ncrews; crew++) {
        size_t n;
        const struct plan_step *st = plan_steps(&d->plan, day, crew, &n);

        for (; n > 0; n--, st++) {
            time_print(st->from, from);
            time_print(st->to, to);
            buf_reset(&target);
            if (st->stop != PLAN_NONE)
                target_of(s, d, st->stop, &target);
            buf_addf(out, "  %c  %s-%s  %-9s %-9s", dayplan_crew(crew), from, to,
                     plan_kind_id(st->kind), buf_str(&target));
            if (st->room != PLAN_NONE)
                buf_addf(out, " %s %s %s", d->input.rooms[st->room].building,
                         d->input.rooms[st->room].floor, d->input.rooms[st->room].name);
            buf_putc(out, '\n');
        }
    }
    buf_release(&target);
}

static void text_unplaced(struct buf *out, const struct survey *s, const struct dayplan *d)
{
    struct buf target = BUF_INIT, reason = BUF_INIT;

    for (size_t i = 0; i < d->plan.nunplaced; i++) {
        target_of(s, d, d->plan.unplaced[i].stop, &target);
        reason_of(&d->plan.unplaced[i], &reason);
        buf_addf(out, "  -  %s: %s\n", buf_str(&target), buf_str(&reason));
    }
    buf_release(&target);
    buf_release(&reason);
}

static void print_plan(struct session *s, const struct survey *sv, const struct dayplan *d)
{
    struct buf out = {.max = SIZE_MAX / 2};
    struct json j = {.out = &out};

    if (s->json && d->input.ndays > 1)
        json_array(&j, NULL);
    for (size_t day = 0; day < d->input.ndays; day++) {
        if (s->json)
            json_day(&j, sv, d, day);
        else
            text_day(&out, sv, d, day);
    }
    if (s->json && d->input.ndays > 1)
        json_end(&j, ']');
    if (!s->json)
        text_unplaced(&out, sv, d);
    cmd_print(&out);
    buf_release(&out);
}

static int crews_option(const char *text, int *crews, struct err *e)
{
    char *end;
    long n = text ? strtol(text, &end, 10) : 0;

    if (text && (!*text || *end || n < 1 || n > PLAN_CREWS_MAX))
        return err_say(e, ERR_USAGE, N_("--crews is a number from 1 to 8, not {1}."), text, NULL);
    *crews = (int)n;
    return 0;
}

int cmd_plan(struct session *s, const struct arguments *a, struct err *e)
{
    struct dayplan_options opt = {
        .date = a->option['d'], .start = a->option['s'], .end = a->option['e']};
    struct dayplan d;
    struct casefile *c;
    int rc = crews_option(a->option['c'], &opt.crews, e);

    if (rc == 0)
        rc = cmd_open(s, a->v[0], &c, e);
    if (rc != 0)
        return rc;
    rc = dayplan_make(&c->survey, &s->settings, &opt, &d, e);
    if (rc == 0) {
        print_plan(s, &c->survey, &d);
        if (a->option['w'])
            rc = dayplan_write(c, &d, e);
        if (rc == 0 && d.plan.nunplaced > 0)
            rc = EXIT_PROBLEMS;
        dayplan_release(&d);
    }
    case_close(c);
    return rc;
}
