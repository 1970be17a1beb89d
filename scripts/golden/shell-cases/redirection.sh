#= output, append, input
echo a > f; echo b >> f; cat < f; echo c >f; cat f
#= descriptors
{ echo out; echo err >&2; } 2>&1 | sort; (echo err >&2) 2> f; cat f; { echo x >&3; } 3> g; cat g
#= order matters
sh -c 'echo out; echo err >&2' 2>&1 >/dev/null
#= closing
(echo x >&-) 2>/dev/null; echo $?
#= read and write
echo abc > f; { read x; echo $x; } <> f
#= here-documents
x=v; cat <<E
$x $(echo sub) $((1+1)) \$x \\ "q" 'q'
E
cat <<'E'
$x $(echo sub) \$x
E
#= here-documents without tabs
cat <<-E
	tab
		two
	E
echo after
#= several here-documents
cat <<A; cat <<B
a
A
b
B
#= a here-document in a loop
while read a b; do echo "$b-$a"; done <<E
1 2
3 4 5
E
#= a here-document in a substitution
x=$(cat <<E
in
E
); echo "[$x]"
#= a large here-document
x=0123456789; x=$x$x$x$x$x$x$x$x$x$x; x=$x$x$x$x$x$x$x$x$x$x; x=$x$x$x$x$x$x$x$x$x$x; cat <<E | wc -c
$x
E
#= redirections without a command
> f; [ -f f ] && echo made; (< nothing) 2>/dev/null; [ $? -ne 0 ] && echo failed
#= a redirection in front
> f echo a; cat f; 2>/dev/null cat nothing; echo $?
#= compound commands
{ echo a; echo b; } > f; cat f; for i in 1 2; do echo $i; done > g; cat g; (cat) < g; if cat; then :; fi < f
#= exec keeps redirections
exec 3> f; echo x >&3; exec 3>&-; cat f; exec 4< f; read l <&4; echo $l; (echo y >&3) 2>/dev/null; [ $? -ne 0 ] && echo closed
#= noclobber
set -C; echo a > f; (echo b > f) 2>/dev/null; [ $? -ne 0 ] && echo refused; cat f; echo c >| f; cat f; echo d >> f; cat f; echo x > /dev/null; echo $?
#= a file that cannot be opened
cat < nothing 2>/dev/null; [ $? -ne 0 ] && echo failed; (echo x > nodir/f) 2>/dev/null; [ $? -ne 0 ] && echo failed
#= the target is expanded
f='a b'; echo x > "$f"; ls; n=1; echo y 1>&$n
#= numbers before redirections
echo 2>f; cat f; echo 2 >f; cat f
