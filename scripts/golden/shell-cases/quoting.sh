#= single quotes keep everything
printf '%s\n' 'a  $HOME `x` "q" \n'
#= double quotes keep blanks and expand
x='1  2'; printf '%s\n' "<$x> \$x \"q\" \\ \a"
#= a backslash quotes one character
echo a\ \ b \$HOME \\ \' \"
#= a backslash before a line end joins the lines
echo one\
two "three\
four" 'five\
six'
#= quotes of several kinds run together in a word
x=v; echo a'b c'"d $x"e\ f
#= empty quotes are a word
set -- '' "" a''; echo $# "[$3]"
#= a comment begins only at a word
echo a#b # comment
echo c
#= dollar quotes have the escapes of C [bash]
echo $'a\tb\n\x41\101\'\\'
#= a dollar sign alone is itself
echo $ "$" a$ "a$b$"
#= quotes inside a parameter's word
unset u; echo "${u:-a "b  c" d}" ${u:-'x  y'} "${u:-it's}"
#= a tilde is the home directory at the beginning of a word only
HOME=/h; echo ~ ~/x a~ "~" \~ ~/"y"; x=~/a:~/b; echo $x
#= nested quotes in a command substitution
echo "$(echo "a  $(echo "b  c")")"
