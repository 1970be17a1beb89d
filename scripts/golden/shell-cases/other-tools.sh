#= date in a format
TZ=UTC0 date -d @0 +%Y-%m-%dT%H:%M:%S; date -u -d @1000000000 +'%F %T %a %b %j %s'; date -u -d @86399.5 +%T.%N; date -u -d '2026-05-17 10:20:30' +%s; date -u -d 2026-05-17 +%A; date -u -d @0; date -u -R -d @0; date -u -I -d @0
#= env
env -i A=1 B=2 env; A=x env | grep '^A='; env -u HOME sh -c 'echo ${HOME-unset}'; env A=5 sh -c 'echo $A'; env nothing 2>/dev/null; echo $?; env false; echo $?
#= sleep
sleep 0.01; echo $?; sleep 0; sleep x 2>/dev/null; echo $?; sleep 0.001s 0m; echo $?
#= true and false as programs
env true; echo $?; env false; echo $?
#= test as a program
env test a = a; echo $?; env test -d /; echo $?; env test; echo $?
#= pwd as a program
mkdir d; cd d; p=$(env pwd); echo ${p##*/}
#= which
[ -n "$(which sh)" ] && echo found; which nothing; echo $?
#= unknown options
for t in cat head wc sort cut tr uniq ls rm cp mv ln mkdir touch stat date; do $t --nonsense > /dev/null 2>&1; echo "$t $?"; done
#= xargs and find together
mkdir d; touch 'd/a b' d/c; find d -type f -print0 | xargs -0 -n 1 basename | sort
#= a file that is not there
for t in cat head tail wc sort cut grep; do $t nothing > /dev/null 2>&1 < /dev/null; [ $? -ne 0 ] && echo $t; done
#= time shows three lines
env time -p true 2>&1 | cut -d ' ' -f 1
#= writing to a full device fails
for t in 'echo x' 'seq 3' 'cat /etc/passwd' 'date' 'ls /'; do $t > /dev/full 2>/dev/null; echo $?; done
