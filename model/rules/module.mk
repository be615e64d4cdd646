# The rules (R...): part of libmodel.a.
libmodel_a_SOURCES += \
	%D%/single.c %D%/single.h
