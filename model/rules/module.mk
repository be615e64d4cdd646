# The rules (R...): part of libmodel.a.
libmodel_a_SOURCES += \
	%D%/check.c %D%/check.h %D%/check_parts.h \
	%D%/check_plan.c %D%/check_scan.c %D%/check_sheet.c \
	%D%/check_sign.c %D%/check_visit.c \
	%D%/compare.c %D%/compare.h \
	%D%/cover.c %D%/cover.h \
	%D%/dates.c %D%/dates.h \
	%D%/edit.c %D%/edit.h \
	%D%/merged.c %D%/merged.h \
	%D%/name.c %D%/name.h \
	%D%/need.c %D%/need.h \
	%D%/problem.c %D%/problem.h \
	%D%/progress.c %D%/progress.h \
	%D%/remove.c %D%/remove.h \
	%D%/rule.c %D%/rule.h %D%/rules.def \
	%D%/sameday.c %D%/sameday.h \
	%D%/scan.c %D%/scan.h \
	%D%/scope.c %D%/scope.h \
	%D%/shadow.c %D%/shadow.h \
	%D%/signoff.c %D%/signoff.h \
	%D%/single.c %D%/single.h \
	%D%/steps.c %D%/steps.h \
	%D%/visit.c %D%/visit.h \
	%D%/window.c %D%/window.h
