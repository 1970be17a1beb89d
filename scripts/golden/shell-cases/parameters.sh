#= defaults for unset and empty
unset u; e=; s=v; echo "[${u-d}${u:-D}] [${e-d}] [${e:-D}] [${s-d}${s:-D}]"
#= an assignment as default
unset u; echo ${u:=new} $u; e=; echo "${e=no}[$e] ${e:=yes} $e"
#= alternatives
unset u; e=; s=v; echo "[${u+a}${u:+A}] [${e+a}] [${e:+A}] [${s+a}${s:+A}]"
#= an error ends a script
(: ${u:?is missing}; echo not reached) 2>/dev/null || echo failed
#= the length of a value
s=hello; e=; echo ${#s} ${#e} ${#}
#= characters are counted, not bytes [bash]
s='häß€😀'; echo ${#s}
#= cutting suffixes
p=/usr/lib/libc.so.6; echo ${p%.*} ${p%%.*} ${p%/*} ${p%nothing} ${p%%*}
#= cutting prefixes
p=/usr/lib/libc.so.6; echo ${p#*/} ${p##*/} ${p#/usr} ${p##*.} "${p#"/u"}"
#= a quoted pattern is literal
x='a*b*c'; echo "${x%'*'*}" "${x#*"*"}" "${x%\**}"
#= patterns from variables work unless quoted
x=foo.tar.gz; s='.*'; echo ${x%%$s} ${x%%"$s"}
#= positional parameters
set -- a 'b c' d e f g h i j k; echo $1 $2 ${10} $10 $#
#= all parameters
set -- 'a b' c ''; for i in "$@"; do echo "<$i>"; done; for i in $@; do echo "($i)"; done; echo "$*"; IFS=-; echo "$*"
#= parameters next to text
set -- a 'b c' d; for i in "x$@y"; do echo "<$i>"; done; set --; for i in "x$@y"; do echo "<$i>"; done; for i in "$@"; do echo never; done
#= shift
set -- 1 2 3 4; shift; echo $*; shift 2; echo $*
#= set with dashes
set -- -a --; echo $# $1 $2; set a b; echo $#; set --; echo $#
#= the exit status of the last command
false; echo $?; true; echo $?; (exit 42); echo $?; x=$(exit 7); echo $?
#= names of the shell and its script
echo $0
#= special parameters have no name
set -- x; echo "$#-$?-${#}-${?}"
#= an unset parameter is an error with -u
(set -u; echo $nothing; echo not reached) 2>/dev/null || echo failed; (set -u; echo ${nothing-ok} "$@")
#= a variable's value is not parsed again
x='$y; echo no'; y=1; echo $x
#= assignments expand from left to right
a=1 b=$a c=$b; echo $a $b $c
#= an assignment lasts for one program
x=outer; x=inner sh -c 'echo $x'; echo $x
#= an assignment before a function is undone [bash]
f() { echo $x; }; x=outer; x=inner f; echo $x
#= export
x=1; export x; sh -c 'echo $x'; export y=2; sh -c 'echo $y'; unset x; sh -c 'echo [$x]'
#= readonly
readonly r=1; (r=2) 2>/dev/null || echo failed $r; (unset r) 2>/dev/null; echo $r
#= unset
x=1; unset x; echo "[$x]"; f() { echo f; }; unset -f f; f 2>/dev/null; echo $?
#= line numbers [bash]
echo $LINENO
echo $LINENO
