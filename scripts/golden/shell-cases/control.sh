#= if
if true; then echo yes; else echo no; fi; if false; then echo yes; elif true; then echo elif; fi; if false; then :; fi; echo $?
#= while and until
i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; until [ $i -eq 0 ]; do i=$((i-1)); done; echo $i
#= for
for i in a "b c" d; do echo $i; done; for i in; do echo never; done; echo $i
#= for over the parameters
set -- x y; for i do echo $i; done; for i; do echo $i; done
#= break and continue
for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done
#= break out of several loops
for i in 1 2; do for j in a b; do echo $i$j; break 2; done; done; for i in 1 2; do for j in a b; do echo $i$j; continue 2; done; done
#= case
for w in apple banana cherry 'x y' ''; do case $w in a*) echo A;; b*|c*) echo BC;; 'x y') echo XY;; *) echo other;; esac; done
#= case with parentheses and quoted patterns
x='*'; case $x in (\*) echo star;; esac; case abc in "a*") echo no;; a[b]?) echo yes;; esac; case a in b) ;; esac; echo $?
#= and, or, not
true && echo 1 || echo 2; false && echo 1 || echo 2; ! false; echo $?; ! true; echo $?; false || false || echo 3; true && ! false && echo 4
#= groups and subshells
{ echo a; echo b; } | cat; (x=1; echo $x); x=0; (x=5); echo $x; { x=6; }; echo $x
#= lists on lines
echo a; echo b
echo c
if true
then echo d
fi
while false
do :
done
for x in 1
do
  echo e
done
#= nested constructs
for i in 1 2; do if [ $i = 1 ]; then for j in a b; do case $j in a) echo $i$j;; *) while :; do echo $i-$j; break; done;; esac; done; else (echo sub $i); fi; done
#= words that look reserved
echo if then else fi do done; if=1; echo $if; case do in do) echo ok;; esac
#= the status of an if without a branch is 0
false; if false; then echo x; fi; echo $?
#= the status of a loop
while :; do false; break; done; echo $?; for i in 1; do false; done; echo $?
#= eval
x='echo a; y=5'; eval $x; echo $y; eval 'echo "$y"' b; eval; echo $?; eval false; echo $?
#= errexit
(set -e; false; echo not reached); echo $?; (set -e; if false; then :; fi; false || true; ! true; echo reached); (set -e; f() { false; echo in; }; f || echo out)
#= errexit and pipelines
(set -e; false | true; echo a; true | false; echo not reached); echo $?
#= pipefail [bash]
set -o pipefail; false | true; echo $?; true | true; echo $?; (exit 3) | (exit 4) | true; echo $?
#= exit
(exit 3); echo $?; (echo a; exit; echo b); sh -c 'exit 300'; echo $?
#= commands in many lines with comments
{ # comment
  echo a   # another

  # only a comment
  echo b &&

    echo c |
    cat
}
