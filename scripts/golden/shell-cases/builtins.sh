#= echo and printf
echo a b; echo -n x; echo; printf '%s-%d|%5s|%-5s|%05d|%x\n' a 1 b c 42 255; printf '%s\n' a b c; printf 'no end'; echo; printf '%%\t\\\n'
#= printf with missing and numeric arguments
printf '[%s][%d]\n'; printf '%d %i %o %u %X\n' 0x10 010 8 7 255; printf '%c%c\n' abc d; printf '%.2s|%6.2f|%e\n' abc 3.14159 1000
#= printf %b and characters
printf '%b' 'a\tb\n'; printf "%d\n" "'A"; printf '\101\n'
#= test on texts and numbers
[ a = a ] && [ a != b ] && [ -n x ] && [ -z '' ] && [ 1 -lt 2 ] && [ 2 -ge 2 ] && [ -5 -lt -4 ] && echo all; [ a ]; echo $?; [ '' ]; echo $?; [ ]; echo $?
#= test with words like operators
[ '(' = '(' ] && echo 1; [ ! ] && echo 2; [ ! '' ] && echo 3; [ -n ] && echo 4; [ = = = ] && echo 5; [ ! a = b ] && echo 6; [ -f = -f ] && echo 7
#= test with and, or, parentheses
[ a = a -a b = b ] && echo 1; [ a = b -o b = b ] && echo 2; [ '(' a = b ')' -o x ] && echo 3; [ ! -n '' -a 1 -eq 1 ] && echo 4
#= test on files
echo x > f; mkdir d; ln -s f l; ln -s none b; : > e; chmod 600 f; for o in -e -f -d -h -s -r -L; do for n in f d l b e none; do test $o $n && echo "$o $n"; done; done
#= test compares times
touch -d @1000 old; touch -d @2000 new; [ new -nt old ] && echo newer; [ old -ot new ] && echo older; ln new same; [ new -ef same ] && echo same
#= test with wrong words
[ a -eq 1 ] 2>/dev/null; echo $?; [ a b ] 2>/dev/null; echo $?; [ 1 -eq 1 2>/dev/null; echo $?
#= read
echo ' a  b c ' | { read x y; echo "[$x][$y]"; }; echo 'a\
b' | { read x; echo "$x"; }; printf '%s\n' 'a\tb' | { read -r x; printf '%s\n' "$x"; }; printf 'no end' | { read x; echo $? "$x"; }; read x < /dev/null; echo $?
#= read with separators
echo a:b::c: | { IFS=: read w x y z; echo "[$w][$x][$y][$z]"; }; echo 'a : b' | { IFS=' :' read x y; echo "[$x][$y]"; }; echo ' a ' | { IFS= read x; echo "[$x]"; }
#= read one variable of several fields
echo 'a b c' | { read x; echo "[$x]"; }; echo a:b: | { IFS=: read x y; echo "[$x][$y]"; }; echo a:b:c: | { IFS=: read x y; echo "[$x][$y]"; }
#= cd and pwd
mkdir -p d/e; cd d/e; p=$(pwd); echo ${p#"${p%/*/*}"}; cd ..; basename $PWD; cd - > /dev/null; basename $PWD; cd /; pwd; cd nothing 2>/dev/null || echo failed; pwd; HOME=/tmp; cd; pwd; echo $OLDPWD
#= cd through a link keeps its name
mkdir d; ln -s d l; cd l; basename $PWD; basename $(pwd -P); cd -P ../l; basename $PWD
#= getopts
f() { OPTIND=1; while getopts ab:c o "$@"; do echo "$o $OPTARG"; done; shift $((OPTIND-1)); echo rest "$@"; }; f -a -b x -c y z; f -abx; f -b x -- -a; f
#= getopts with wrong options
f() { OPTIND=1; while getopts :ab: o "$@"; do echo "$o $OPTARG"; done; }; f -x -a -b; g() { OPTIND=1; while getopts a o "$@"; do echo "$o ${OPTARG-unset}"; done; }; g -x 2>/dev/null
#= shift with too many
set -- a; (shift 2) 2>/dev/null; [ $? -ne 0 ] && echo failed
#= command and type
command echo hi; command -v echo; command -v nothing || echo none; f() { :; }; command -v f; command nothing 2>/dev/null; echo $?
#= true, false, colon
true; echo $?; false; echo $?; : a b $(echo c >&2) 2>/dev/null; echo $?
#= umask
umask 027; umask; touch f; mkdir d; stat -c %a f d; umask -S; umask u=rwx,g=rx,o=; umask
#= set shows variables that can be read back
x='a b'\''c'; set | grep '^x=' > f; x=; . ./f; echo "$x"
#= dot
echo 'x=5; echo "in $#"; return 3; echo no' > f; . ./f; echo $? $x; (. ./nothing) 2>/dev/null; [ $? -ne 0 ] && echo failed
#= exec replaces the shell
(exec echo hi; echo no); (exec nothing 2>/dev/null; echo no); echo $?
#= alias
alias hi='echo hello'
hi you
unalias hi
hi 2>/dev/null; echo $?
#= kill and its names
kill -l 15; kill -l 130; kill -0 $$; echo $?; (kill -TERM $(sh -c 'echo $PPID'); sleep 1; echo no); echo $?
#= exit statuses of signals
sh -c 'kill -9 $$'; echo $?; sh -c 'kill -s TERM $$'; echo $?
#= times and ulimit run
times > /dev/null; echo $?; ulimit -n > /dev/null; echo $?; ulimit -S -n 100; ulimit -n
#= not found and not executable
nothing 2>/dev/null; echo $?; ./nothing 2>/dev/null; echo $?; touch f; ./f 2>/dev/null; echo $?; /tmp 2>/dev/null; echo $?
