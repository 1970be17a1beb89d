#= exit trap
trap 'echo bye $?' EXIT; echo hi; exit 3
#= exit trap without exit
trap 'echo bye' 0; false
#= a trap for a signal
trap 'echo got' USR1; kill -USR1 $$; echo after; trap - USR1; trap '' TERM; kill $$; echo still
#= a trap in a subshell is reset
trap 'echo t' USR1; (sh -c 'kill -USR1 $PPID'; sleep 1; echo no); echo $?
#= listing traps
trap 'echo "a b"' EXIT; trap '' HUP; trap > f; sort f; trap - EXIT HUP; trap > f; cat f
#= the status is kept in a trap
trap 'false' USR1; true; kill -USR1 $$; echo $?
#= exit in a trap
trap 'exit 7' USR1; kill -USR1 $$; echo no
#= wait is interrupted by a trap
trap 'echo got' USR1; sleep 5 & (sleep 0.2; kill -USR1 $$) & wait; [ $? -gt 128 ] && echo interrupted; kill $! 2>/dev/null; :
#= a trap set in a function
f() { trap 'echo in f' EXIT; }; f; echo end
#= an exit trap in a subshell
(trap 'echo sub' EXIT; echo a); echo b
#= the exit trap sees variables
x=1; trap 'echo $x' EXIT; x=2
