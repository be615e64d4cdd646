# The rules (R...): part of libmodel.a.
libmodel_a_SOURCES += \
	%D%/compare.c %D%/compare.h \
	%D%/name.c %D%/name.h \
	%D%/need.c %D%/need.h \
	%D%/problem.c %D%/problem.h \
	%D%/rule.c %D%/rule.h %D%/rules.def \
	%D%/scope.c %D%/scope.h \
	%D%/single.c %D%/single.h \
	%D%/steps.c %D%/steps.h \
	%D%/visit.c %D%/visit.h \
	%D%/window.c %D%/window.h
