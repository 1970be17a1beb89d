#= a function with parameters
f() { echo "$# $1 $2"; }; set -- outer; f a 'b c'; echo $1
#= return
f() { return 3; echo no; }; f; echo $?; g() { false; return; }; g; echo $?
#= recursion
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }; fact 10
#= local variables
f() { local x=1 y; y=2; echo $x $y; g; }; g() { echo g$x; x=9; }; x=out; y=out; f; echo $x $y
#= a function in a pipeline and a substitution
f() { echo line; }; f | cat; echo $(f)$(f); f > file; cat file
#= redirections of the definition
f() { cat; } <<E
text
E
f; f
#= a body can be any compound command
f() (x=5; echo $x); x=1; f; echo $x; g() if true; then echo if; fi; g; h() for i in 1 2; do echo $i; done; h
#= a function replaces another one and itself
f() { echo 1; f() { echo 2; }; }; f; f
#= functions come before programs
ls() { echo mine; }; ls; command ls -d . ; unset -f ls
#= return in a loop in a function
f() { for i in 1 2 3; do [ $i = 2 ] && return $i; echo $i; done; }; f; echo $?
#= a function in a loop
for i in 1 2; do f() { echo $i; }; f; done
#= all parameters are passed on
f() { g "$@"; }; g() { echo $#; }; f 'a b' c ''
#= the last status is the function's
f() { true; false; }; f || echo failed
