# SPDX-License-Identifier: BSD-2-Clause
# How many test cases passed, failed and were skipped.
# shellcheck shell=bash

# count_check FOLDER: cases of cmocka programs, inputs of fuzz corpora; what
# prints neither counts as one.
count_check() {
	find "$1" -name '*.trs' ! -path '*/caagate-*' |
	    while read -r trs; do count_log "$trs" "${trs%.trs}.log"; done |
	    awk '{ p += $1; f += $2; s += $3 } END { print p+0, f+0, s+0 }'
}

# A program that crashed has no summary: then it fails as one case.
count_log() {
	awk '
	/^:test-result:/ { result = $2 }
	/^\[ +OK \]/ { p++ }
	/^\[ +FAILED +\] [0-9]+ test/ { split($0, w, "] "); f += w[2] }
	/^\[ +SKIPPED +\] [0-9]+ test/ { split($0, w, "] "); s += w[2] }
	/: [0-9]+ inputs replayed$/ { split($0, w, ": "); p += w[2] }
	END {
		if (result ~ /FAIL|ERROR/ && f == 0) f = 1
		if (result == "SKIP" && s == 0) s = 1
		if (result == "PASS" && p + s == 0) p = 1
		print p+0, f+0, s+0
	}' "$1" "$2"
}

# count_pytest LOG: from its last line, `2 failed, 140 passed in 33.1s`.
count_pytest() {
	awk '
	/^(=+ )?[0-9]+ [a-z]+.* in [0-9.]+s/ { line = $0 }
	END {
		gsub(/[=,]/, "", line)
		n = split(line, w, " ")
		for (i = 2; i <= n; i++) {
			if (w[i] ~ /^x?passed$/) p += w[i - 1]
			if (w[i] ~ /^(failed|errors?)$/) f += w[i - 1]
			if (w[i] ~ /^(skipped|xfailed)$/) s += w[i - 1]
		}
		print p+0, f+0, s+0
	}' "$1"
}

# failing_logs FOLDER: what the failing programs of make check said.
failing_logs() {
	find "$1" -name '*.trs' ! -path '*/caagate-*' -exec \
	    grep -lE '^:test-result: (FAIL|ERROR)' {} + |
	    while read -r trs; do
		echo "--- ${trs%.trs}.log"
		grep -vE '^\[ +(RUN|OK) +\]' "${trs%.trs}.log" | tail -n 40
	    done
}
