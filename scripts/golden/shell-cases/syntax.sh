#= unfinished constructs fail with 2
for s in 'if true' 'while :; do' 'echo "a' "echo 'a" 'echo $(a' '(echo' '{ echo' 'case a in' 'echo ${x' 'echo `a' 'a &&' 'a |' 'f() {'; do sh -c "$s" 2>/dev/null; echo "$? $s"; done
#= unexpected words fail with 2
for s in 'fi' 'done' 'echo a; ; echo b' '| cat' '&& a' 'if; then' ')' ';;' 'for 1 in a; do :; done' 'echo >' 'echo < ; a' 'then' '}' 'if true; fi' 'a ( b'; do sh -c "$s" 2>/dev/null; echo "$? $s"; done
#= what stands before the error runs
sh -c 'echo a
echo b
fi
echo c' 2>/dev/null; echo $?
#= eval with a syntax error
(eval 'if'; echo no) 2>/dev/null; echo $?
#= an empty script
sh -c ''; echo $?; sh -c '# only'; echo $?; sh -c '

'; echo $?
#= semicolons and ampersands at line ends
sh -c 'echo a;
echo b &
wait; echo c'
#= -n only reads
sh -n -c 'echo a; if true; then echo b; fi'; echo $?; sh -n -c 'if' 2>/dev/null; echo $?
#= parameters of -c
sh -c 'echo $0 $1 $#' name a b; sh -c 'echo $0'
#= a script file and its parameters
printf 'echo $1 $#\nexit 4\n' > s; sh s a b; echo $?; sh ./s; sh nothing 2>/dev/null || echo failed
#= a script on standard input [bash]
printf 'echo a\nread x\nthis line\necho "[$x]"\n' | sh; echo 'echo $1' | sh -s arg
#= a file that is a script by its mark
printf '#!/bin/sh\necho run $1\n' > s; chmod +x s; ./s it
#= braces need blanks
{ echo a; }; echo {a} }; echo a}
#= operators need none
echo a&&echo b||echo c;(echo d)|cat;echo e>f;cat<f
#= options on the command line
sh -ec 'false; echo no'; echo $?; sh -uc 'echo $nothing' 2>/dev/null; [ $? -ne 0 ] && echo failed; sh -ac 'echo $-' | tr -d 'hBsc'
#= long lines and many words
x=$(seq 1 3000); set -- $x; echo $# $1 ${3000}; echo $x | wc -c
