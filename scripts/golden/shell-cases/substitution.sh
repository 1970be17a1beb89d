#= both forms
echo $(echo a) `echo b` "$(echo 'c  d')" `echo \`echo e\``
#= empty and failing
x=$(); echo "[$x]"; x=$(false); echo $?; echo "[$(:)]"
#= variables do not come back
x=1; y=$(x=2; echo $x); echo $x $y
#= a case in a substitution
echo $(case a in a) echo matched;; esac)
#= quotes and parentheses in a substitution
echo $(echo ")" '(' \)) "$(echo ")")"
#= comments in a substitution
echo $(echo a # not ) this
)
#= nested
echo $(echo $(echo $(echo deep)))
#= a substitution as a command
$(echo echo hi) there; x=echo; $x yes
#= the status of an assignment with a substitution
x=$(exit 4); echo $?; x=$(exit 4) true; echo $?; x=a; echo $?
#= a here-document body with a substitution
cat <<E
$(for i in 1 2; do echo "$i"; done)
E
#= reading a file
echo content > f; echo "$(cat f)" "$(cat < f)"
