#= fields are split at blanks
x='  a   b  '; set -- $x; echo $# "$1" "$2"
#= quoted values are not split
x='a b'; set -- "$x" $x; echo $#
#= other separators make empty fields
IFS=:; x='a::b:'; set -- $x; echo $# "[$1][$2][$3]"
#= blanks around another separator belong to it
IFS=': '; x='a : b: c'; set -- $x; echo $# "[$1][$2][$3]"
#= without separators nothing is split
IFS=; x='a b c'; set -- $x; echo $#
#= literal text is not split
IFS=-; x=a-b; set -- c-d$x; echo $# "[$1][$2]"
#= assignments are not split
x='a   b'; y=$x; echo "$y"
#= a word that expands to nothing is no field
e=; set -- $e "$e" $e; echo $#
#= command substitution is split
set -- $(echo 'a b'; echo c); echo $#
#= the default word is split
unset u; set -- ${u:-a b "c d"}; echo $# "$3"
#= trailing line ends of a substitution go
x=$(printf 'a\n\nb\n\n\n'); echo "[$x]"
#= a case word is not split
x='a b'; case $x in 'a b') echo one;; esac
