#= precedence
echo $((1+2*3)) $(((1+2)*3)) $((10-4-3)) $((2*3%4)) $((-2*3)) $((7/2)) $((-7/2)) $((-7%3))
#= comparison and logic
echo $((1<2)) $((2<=1)) $((1==1)) $((1!=1)) $((1&&0)) $((1||0)) $((!5)) $((3>2&&2>1))
#= bits
echo $((6&3)) $((6|3)) $((6^3)) $((~0)) $((1<<10)) $((1024>>3)) $((-8>>1))
#= variables with and without dollar
x=5; echo $((x+1)) $(($x+1)) $((unset_one+1))
#= assignment operators
x=5; echo $((x=7)) $x $((x+=3)) $((x*=2)) $((x-=1)) $((x/=2)) $((x%=4)) $((x<<=3)) $((x|=3)) $x
#= increment and decrement [bash]
x=5; echo $((x++)) $x $((++x)) $x $((x--)) $((--x))
#= the conditional operator
x=3; echo $((x>2?10:20)) $((x<2?10:20)) $((0?1:0?2:3))
#= comma [bash]
echo $((1,2,3))
#= bases
echo $((0x1F)) $((010)) $((0))
#= more bases [bash]
echo $((2#1010)) $((36#z)) $((16#ff))
#= the branch not taken changes nothing
x=1; echo $((0 && (x=5))) $x $((1 || (x=6))) $x
#= 64 bits
echo $((9223372036854775807)) $((9223372036854775807+1)) $((1<<62))
#= blanks and lines
echo $((
  1 +
  2
))
#= quotes in arithmetic [bash]
x=4; echo "$((x*x))" $(( "x" + 1 ))
#= division by zero is an error
(echo $((1/0)); echo not reached) 2>/dev/null; [ $? -ne 0 ] && echo failed
#= nested expansion
x=3; echo $((${x}+$(echo 4)+$((1+1))))
#= parentheses are not a subshell
echo $(( (1) )) $((((2))))
#= a subshell in a substitution
echo $( (echo a); (echo b) )
#= let [bash]
let x=1+2 'y = x * 2'; echo $x $y; let 0; echo $?
