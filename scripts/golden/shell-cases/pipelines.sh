#= a pipeline's status is the last one's
true | false; echo $?; false | true; echo $?; ! true | false; echo $?
#= each part is a process of its own
x=1; echo a | { read x; echo $x; }; echo $x
#= many parts
echo hello | cat | cat | cat | tr a-z A-Z | cat
#= the reader may stop early
yes | head -n 2; echo $?
#= a pipe between lines
echo b |
  cat
#= background jobs
echo a & wait; (sleep 0.1; exit 5) & wait $!; echo $?; wait; echo $?
#= wait for several
(exit 1) & a=$!; (exit 2) & b=$!; wait $a; echo $?; wait $b; echo $?; wait 99999; echo $?
#= background in a loop
for i in 1 2 3; do (exit 0) & done; wait; echo done
#= $! is a pid
: & [ $! -gt 0 ] && kill -0 $$ && echo ok; wait
#= the background has no input [dash]
echo text | { cat & wait; }; echo end
#= the parent is the shell
[ "$(sh -c 'echo $PPID')" = $$ ] && echo same
#= $$ in a subshell is the shell's
[ $$ = "$(echo $$)" ] && (echo $$ > f) && [ "$(cat f)" = $$ ] && echo same
#= large data through a pipe
i=0; while [ $i -lt 2000 ]; do echo "line $i of many lines of text"; i=$((i+1)); done | cat | wc
