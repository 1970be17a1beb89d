#= cat with numbers and signs
printf 'a\n\n\nb\tc\n\001\177\200' > f; cat -n f; echo; cat -A f; echo; cat -b f; echo; cat -s f | head -n 3; cat f - f < /dev/null | wc -c
#= head and tail
seq 20 > f; head f; head -n 3 f; head -3 f; head -c 5 f; head -n -17 f; tail -n 3 f; tail -2 f; tail -n +19 f; tail -c 6 f; printf 'a\nb' | tail -n 1; echo; head -n 1 f /dev/null
#= wc
printf 'one two\nthree\n' > f; wc f; wc -l f; wc -w < f; wc -c f f; printf 'no end' | wc; wc -L f; printf 'äö\n' | wc -m
#= grep finds
printf 'apple\nBanana\ncherry pie\n\napple pie\n' > f; grep apple f; grep -i banana f; grep -v pie f; grep -n pie f; grep -c apple f; grep -x apple f; grep -w pie f; grep nothing f; echo $?; grep -q apple f; echo $?; grep -o 'p[a-z]*' f
#= grep with regular expressions
printf 'aab\nabc\na.c\n123\n' > f; grep '^a*b$' f; grep 'a.c' f; grep -F 'a.c' f; grep -E '^(ab|12)' f; grep -E '[0-9]{2,}' f; grep 'a\{2\}' f; grep -e 123 -e aab f
#= grep in files
mkdir d; echo one > d/a; echo two > d/b; grep one d/a d/b; grep -h one d/a d/b; grep -H one d/a; grep -l one d/a d/b; grep -L one d/a d/b; grep -r two d; grep one nothing 2>/dev/null; echo $?; grep -s one nothing; echo $?; cat d/a | grep -c one -
#= grep around
seq 20 > f; grep -A 1 5 f; grep -B 2 '^10' f; grep -C 1 '^3$' f; grep -m 2 1 f; grep -n -A1 '^7' f
#= grep marks
printf 'banana\n' | grep --color=always an | tr '\033' '#' | tr -d 'K'
#= sort
printf 'b\na\nC\n10\n9\n-1\n' > f; sort f; sort -n f; sort -r f; sort -f f; printf '1K\n2\n1M\n' | sort -h; printf 'b\na\nb\n' | sort -u; sort -c f 2>/dev/null; echo $?
#= sort by fields
printf 'x 3 b\ny 1 c\nz 2 a\n' > f; sort -k 2 f; sort -k 3 f; sort -k 2nr f; printf 'a:10\nb:9\na:2\n' | sort -t : -k 1,1 -k 2n; printf 'a2\nb1\n' | sort -k 1.2
#= uniq
printf 'a\na\nb\nc\nc\nc\na\n' > f; uniq f; uniq -c f; uniq -d f; uniq -u f; printf 'A\na\n' | uniq -i; printf '1 x\n2 x\n' | uniq -f 1
#= cut
printf 'a:b:c\nd:e\nnone\n' > f; cut -d : -f 2 f; cut -d: -f1,3 f; cut -d : -f 2- f; cut -c 1-3 f; cut -c 2 f; cut -s -d: -f1 f; printf 'x\ty\n' | cut -f 2; cut -b 1,3 f
#= tr
echo hello | tr a-z A-Z; echo hello | tr -d l; echo 'a   b' | tr -s ' '; echo abc | tr abc xy; echo 'a1b2' | tr -cd 0-9; echo; echo 'Hello World' | tr '[:upper:]' '[:lower:]'; echo 'a b' | tr ' ' '\n'; echo aabb | tr -s a-b; echo abc | tr -c 'a\n' '*'; echo hello | tr a-y b-z
#= seq
seq 3; seq 2 4; seq 1 2 7; seq 5 -2 1; seq -s , 3; seq -w 8 10; seq 0 .5 1; seq 2 1; echo $?; seq -2 0; seq -f %03g 2
#= tee
echo a | tee f g; cat f g; echo b | tee -a f > /dev/null; cat f
#= hexdump
printf 'hello world, this is text\n\000\377' > f; hexdump -C f; hexdump f; head -c 64 /dev/zero | hexdump -C; hexdump -C -n 4 -s 2 f
#= xargs
printf 'a b\nc\n' | xargs echo x; printf 'a b c' | xargs -n 1 echo; printf 'a b\nc\n' | xargs -I {} echo '<{}>'; printf 'a\0b c\0' | xargs -0 -n1 echo; echo "'q 1' b" | xargs -n1; xargs -r echo no < /dev/null; echo a | xargs false; echo $?; echo a | xargs nothing 2>/dev/null; echo $?
#= basename and dirname
basename /a/b.c; basename /a/b.c .c; basename a/; basename /; dirname /a/b; dirname a; dirname /a; dirname a/b/; dirname /
#= expr
expr 1 + 2; expr 7 / 2; expr 2 '*' 3; expr a = a; expr a = b; echo $?; expr 2 '<' 10; expr abc : 'a\(.*\)'; expr abc : 'ab'; expr length hello; expr substr hello 2 3; expr index hello l; expr '(' 1 + 2 ')' '*' 3; expr '' '|' x; expr 1 / 0 2>/dev/null; echo $?
#= yes and head
yes a b | head -n 2
#= printf and echo as programs
env printf '%s %d\n' a 1; env echo -n x; env echo; env echo -e 'a\tb'; env printf '%b|%5.1f\n' 'x\ty' 2.25
