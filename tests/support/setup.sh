# SPDX-License-Identifier: BSD-2-Clause
# What quickstart and runtests share: packages and an out-of-tree build.
# shellcheck shell=bash

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

# The packages that building needs; configure.ac names the libraries.
build_packages() {
	echo autoconf automake gcc libc6-dev make pkg-config xz-utils
	grep -o '\[lib[a-z0-9.-]*-dev\]' configure.ac | tr -d '[]' | sort -u
}

missing_packages() {
	local package status

	for package; do
		# shellcheck disable=SC2016  # for dpkg-query, not for us
		status=$(dpkg-query -W -f '${db:Status-Status}' "$package" \
		    2>/dev/null)
		[ "$status" = installed ] || echo "$package"
	done
}

# install_packages PACKAGE...: what of them is missing; no service is started.
install_packages() {
	local missing guard=/usr/sbin/policy-rc.d ours='' ret=0

	mapfile -t missing < <(missing_packages "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	if ! command -v apt-get >/dev/null; then
		echo "missing, and no apt-get here: ${missing[*]}"
		return 1
	fi
	if [ "$(id -u)" -ne 0 ] && ! sudo -n true; then
		echo "first, as root: apt-get install ${missing[*]}"
		return 1
	fi
	if [ ! -e "$guard" ]; then
		ours=yes
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
		as_root chmod 755 "$guard"
	fi
	install_noninteractive "${missing[@]}" || ret=1
	[ -z "$ours" ] || as_root rm -f "$guard"
	return $ret
}

install_noninteractive() {
	as_root apt-get -q update || return 1
	case " $* " in *' postfix '*)
		# No /etc/postfix/main.cf: nothing of it will ever run by itself.
		as_root apt-get -q -y install --no-install-recommends debconf
		echo 'postfix postfix/main_mailer_type select No configuration' |
		    as_root debconf-set-selections ;;
	esac
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install \
	    --no-install-recommends "$@"
}

# Makes ./configure where it is missing or older than what it is made from.
make_configure() {
	if [ -e config.status ]; then
		echo "this tree is configured itself: run 'make distclean' first"
		return 1
	fi
	if [ -e configure ] && [ -e Makefile.in ] && [ -z "$(find \
	    configure.ac Makefile.am m4 src policyd milter cli conf doc tests \
	    \( -name '*.ac' -o -name '*.am' -o -name '*.m4' -o -name '*.mk' \) \
	    -newer Makefile.in -print -quit)" ]; then
		return 0
	fi
	./autogen.sh
}

# configure_in FOLDER ARGUMENT...: once, and again with other arguments.
configure_in() {
	local folder=$1 top=$PWD

	shift
	if [ -e "$folder/Makefile" ] &&
	    [ "$(cat "$folder/configured-with" 2>/dev/null)" = "$*" ]; then
		return 0
	fi
	rm -rf "$folder"
	mkdir -p "$folder"
	(cd "$folder" && "$top/configure" "$@") || return 1
	echo "$*" >"$folder/configured-with"
}

# fetch_sendmail FOLDER: Sendmail unpacked there, with the libraries that it
# wants installed.  Its packages can't be: they and Postfix exclude each other.
fetch_sendmail() {
	local folder=$1 deb libraries

	[ ! -e "$folder/usr/libexec/sendmail/sendmail" ] || return 0
	rm -rf "$folder"
	mkdir -p "$folder/packages"
	(cd "$folder/packages" && apt-get -q download sendmail-bin \
	    sendmail-base sendmail-cf) || return 1
	mapfile -t libraries < <(dpkg-deb -f \
	    "$folder"/packages/sendmail-bin_*.deb Depends | tr ',' '\n' |
	    grep -o '^ *lib[a-z0-9.+-]*' | tr -d ' ')
	install_packages "${libraries[@]}" || return 1
	for deb in "$folder"/packages/*.deb; do
		dpkg-deb -x "$deb" "$folder" || return 1
	done
}
