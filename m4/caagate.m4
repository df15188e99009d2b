dnl SPDX-License-Identifier: BSD-2-Clause
dnl Checks of configure.ac that are asked more than once.

dnl CAAGATE_LIBRARY(VARIABLE, MODULES, DEBIAN-PACKAGE, PURPOSE)
AC_DEFUN([CAAGATE_LIBRARY],
[PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing; caagate needs it for $4. On Debian: apt-get install $3])])])

dnl CAAGATE_PLAIN_LIBRARY(VARIABLE, HEADER, LIBRARY, FUNCTION, DEBIAN-PACKAGE, PURPOSE)
dnl for a library that brings no pkg-config file
AC_DEFUN([CAAGATE_PLAIN_LIBRARY],
[caagate_found=yes
AC_CHECK_HEADER([$2], [], [caagate_found=no])
AC_CHECK_LIB([$3], [$4], [], [caagate_found=no], [])
AS_IF([test "x$caagate_found" = xno],
    [AC_MSG_ERROR([lib$3 is missing; caagate needs it for $6. On Debian: apt-get install $5])])
LIBS=`AS_ECHO(["$LIBS"]) | $SED 's/-l$3 *//'`
AC_SUBST([$1][_LIBS], [-l$3])])

dnl CAAGATE_TRY_FLAGS(VARIABLE, FLAGS): append each flag that the compiler takes
AC_DEFUN([CAAGATE_TRY_FLAGS],
[AC_LANG_PUSH([C])
for caagate_flag in $2; do
	AC_MSG_CHECKING([whether $CC takes $caagate_flag])
	caagate_save_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror $caagate_flag"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
	    [AC_MSG_RESULT([yes]); $1="$$1 $caagate_flag"],
	    [AC_MSG_RESULT([no])])
	CFLAGS=$caagate_save_CFLAGS
done
AC_LANG_POP([C])])

AC_DEFUN([CAAGATE_WARNINGS],
[CAAGATE_TRY_FLAGS([WARNING_CFLAGS], [-std=c11 -Wall -Wextra -Wpedantic \
    -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wcast-align \
    -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes \
    -Wold-style-definition -Wwrite-strings -Wformat=2 -Wundef -Wvla \
    -Wswitch-enum -Wnull-dereference -Wdouble-promotion])
AC_SUBST([WARNING_CFLAGS])])

AC_DEFUN([CAAGATE_HARDENING],
[AC_ARG_ENABLE([hardening], [AS_HELP_STRING([--disable-hardening],
    [do not add the hardening flags of compiler and linker])],
    [], [enable_hardening=yes])
AS_IF([test "x$enable_hardening" = xyes], [
	CAAGATE_TRY_FLAGS([HARDENING_CFLAGS], [-fstack-protector-strong \
	    -fstack-clash-protection -fcf-protection -fPIE])
	CAAGATE_TRY_FLAGS([HARDENING_LDFLAGS], [-pie -Wl,-z,relro \
	    -Wl,-z,now -Wl,-z,noexecstack])
	dnl fortify needs an optimising build and collides with sanitizers
	AS_IF([test -z "$enable_sanitizers"], [
		AC_MSG_CHECKING([whether to define _FORTIFY_SOURCE])
		caagate_save_CFLAGS=$CFLAGS
		CFLAGS="$CFLAGS -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
		AC_COMPILE_IFELSE([AC_LANG_PROGRAM([@%:@include <string.h>], [])],
		    [AC_MSG_RESULT([yes])
		    HARDENING_CPPFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"],
		    [AC_MSG_RESULT([no])])
		CFLAGS=$caagate_save_CFLAGS
	])
])
AC_SUBST([HARDENING_CPPFLAGS])
AC_SUBST([HARDENING_CFLAGS])
AC_SUBST([HARDENING_LDFLAGS])])

AC_DEFUN([CAAGATE_SANITIZERS],
[AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers=LIST],
    [build with -fsanitize=LIST, such as address,undefined or thread])],
    [], [enable_sanitizers=])
AS_CASE([$enable_sanitizers],
    [no], [enable_sanitizers=],
    [yes], [enable_sanitizers=address,undefined])
AS_IF([test -n "$enable_sanitizers"], [
	SANITIZER_CFLAGS="-fsanitize=$enable_sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer"
	SANITIZER_LDFLAGS="-fsanitize=$enable_sanitizers"])
AC_SUBST([SANITIZER_CFLAGS])
AC_SUBST([SANITIZER_LDFLAGS])])

AC_DEFUN([CAAGATE_FUZZING],
[AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing],
    [build tests/fuzz as libFuzzer programs (needs clang)])],
    [], [enable_fuzzing=no])
AS_IF([test "x$enable_fuzzing" = xyes], [
	CAAGATE_TRY_FLAGS([FUZZING_CFLAGS], [-fsanitize=fuzzer-no-link])
	AS_IF([test -z "$FUZZING_CFLAGS"],
	    [AC_MSG_ERROR([--enable-fuzzing needs a compiler with libFuzzer; on Debian: apt-get install clang libclang-rt-14-dev, then ./configure CC=clang])])
	FUZZING_LDFLAGS=-fsanitize=fuzzer])
AC_SUBST([FUZZING_CFLAGS])
AC_SUBST([FUZZING_LDFLAGS])
AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])])

AC_DEFUN([CAAGATE_WERROR],
[AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror],
    [make every compiler warning an error])], [], [enable_werror=no])
AS_IF([test "x$enable_werror" = xyes], [WERROR_CFLAGS=-Werror])
AC_SUBST([WERROR_CFLAGS])])

dnl CAAGATE_SYSTEMD_FOLDER(VARIABLE, NAME, BELOW-PREFIX): where systemd looks for
dnl a kind of file: what its pkg-config file says where we are installed beside
dnl it, below our own prefix elsewhere (it looks in /usr/local too).
AC_DEFUN([CAAGATE_SYSTEMD_FOLDER],
[AC_ARG_WITH([$1], [AS_HELP_STRING([--with-$1=DIR],
    [where $2 of systemd go])], [], [with_$1=])
AS_IF([test -z "$with_$1" && test "x$prefix" = x/usr],
    [with_$1=`$PKG_CONFIG --variable=$1 systemd 2>/dev/null`])
AS_IF([test -z "$with_$1"], [with_$1='${prefix}/lib/$3'])
AC_SUBST([$1], [$with_$1])])

dnl The protocols of systemd are spoken by us: no library is asked for.
AC_DEFUN([CAAGATE_SYSTEMD],
[AC_ARG_WITH([systemd], [AS_HELP_STRING([--without-systemd],
    [install no units, no sysusers.d and no tmpfiles.d])],
    [], [with_systemd=yes])
CAAGATE_SYSTEMD_FOLDER([systemdsystemunitdir], [units], [systemd/system])
CAAGATE_SYSTEMD_FOLDER([sysusersdir], [sysusers.d], [sysusers.d])
CAAGATE_SYSTEMD_FOLDER([tmpfilesdir], [tmpfiles.d], [tmpfiles.d])
AM_CONDITIONAL([SYSTEMD], [test "x$with_systemd" != xno])])
