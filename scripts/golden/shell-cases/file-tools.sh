#= ls lists names
mkdir d; touch b a .h d/x; ls; ls -a; ls -A; ls d; ls -d d; ls -r; ls -1 a b; ls -F; ls nothing 2>/dev/null; echo $?
#= ls of several directories
mkdir d e; touch d/1 e/2 f; ls f d e; ls -R
#= ls sorts
touch -d @1000 old; touch -d @2000 new; printf 12345 > big; touch -d @1500 big; ls -t; ls -tr; ls -S | head -n 1; ls -rS | tail -n 1
#= ls -l
umask 022; printf hello > f; touch -d '2020-05-17 10:20' f; chmod 640 f; mkdir d; touch -d '2020-05-17 10:20' d; ln -s f l; ls -l f | cut -c 1-11; x=$(ls -l f); echo "${x#* * * * }"; ls -ld d | cut -c 1-10; x=$(ls -l l); echo "${x##*:}" | cut -c 4-; ls -l | head -n 1 | cut -c 1-6; ls -lh f | grep -c ' 5 '
#= mkdir and rmdir
mkdir a; mkdir a 2>/dev/null; echo $?; mkdir -p a/b/c; mkdir -p a; ls -R a; rmdir a 2>/dev/null; echo $?; rmdir a/b/c; rmdir -p a/b; ls; mkdir -m 700 x; stat -c %a x
#= rm
touch a b; rm a; ls; rm nothing 2>/dev/null; echo $?; rm -f nothing; echo $?; mkdir -p d/e; touch d/e/f; rm d 2>/dev/null; echo $?; rm -r d; rm -rf b x; ls
#= rm asks
touch a b; printf 'y\nn\n' | rm -i a b 2>/dev/null; ls
#= cp
echo x > a; cp a b; cat b; mkdir d; cp a b d; ls d; cp a d/c; cp d e 2>/dev/null; echo $?; cp -r d e; ls e; cp -r d e; ls e; cp nothing x 2>/dev/null; echo $?; cp a a 2>/dev/null; echo $?
#= cp keeps modes and times
echo x > a; chmod 640 a; touch -d @1000 a; umask 022; cp -p a b; stat -c '%a %Y' b; mkdir d; cp a d/f; ln -s f d/l; cp -a d e; readlink e/l; cp -r d g; readlink g/l
#= mv
echo 1 > a; mv a b; ls; mkdir d; mv b d; ls d; mv d e; ls e; echo 2 > c; mv c e/b; cat e/b; mv nothing x 2>/dev/null; echo $?; mv -n e/b e/b 2>/dev/null; touch p q; mv p q e; ls e
#= ln
echo x > a; ln a b; stat -c %h a; ln -s a s; readlink s; cat s; ln -s a s 2>/dev/null; echo $?; ln -sf b s; readlink s; mkdir d; ln -s ../a d; readlink d/a; ln a d/hard; ls d
#= touch
touch a; [ -f a ] && echo made; touch -c b; [ -f b ] || echo none; touch -d @5000 a; stat -c %Y a; touch -r a c; stat -c %Y c; touch -t 202001020304.05 a; stat -c %y a | cut -c 1-19; touch -m -d @7000 a; stat -c %Y a
#= stat
umask 022; printf hello > f; mkdir d; ln -s f l; chmod 4755 f; stat -c '%n %s %a %A %F %h' f; stat -c '%F %a' d; stat -c '%F %N' l; stat -L -c %F l; : > e; stat -c %F e; stat nothing 2>/dev/null; echo $?; stat -c '%F' /dev/null
#= chmod
touch f; chmod 755 f; stat -c %a f; chmod u-x,g+w f; stat -c %a f; chmod a=r f; stat -c %a f; chmod +x f; stat -c %a f; chmod go= f; stat -c %a f; chmod u=rwX,o=g f; stat -c %a f; chmod bad f 2>/dev/null; echo $?; mkdir -p d/e; touch d/e/f; chmod -R 700 d; stat -c %a d d/e/f
#= find
mkdir -p d/e; touch d/a.c d/b.h d/e/c.c; find d | sort; find d -name '*.c' | sort; find d -type d | sort; find d -type f -name 'b*'; find d -maxdepth 1 | sort; find d -mindepth 2; find d -name e -prune -o -print | sort; find d ! -name '*.c' -type f; find d \( -name a.c -o -name b.h \) | sort
#= find acts
mkdir d; echo x > d/a; : > d/b; find d -type f -exec cat {} \; ; find d -type f -exec echo {} + | tr ' ' '\n' | sort; find d -empty; find d -size +0c -type f; find d -type f -delete; ls d; find d -depth; find nothing 2>/dev/null; echo $?; find d -print0 | tr '\0' '\n'
#= find by time
touch -d @1000 a; touch -d @2000 b; find . -newer a -name b; find . -name a -mtime +1; find . -name a -perm 644 | wc -l
#= readlink and realpath
mkdir -p d/e; ln -s d/e l; touch d/e/f; readlink l; readlink d; echo $?; [ "$(readlink -f l/f)" = "$(pwd -P)/d/e/f" ] && echo same; [ "$(realpath l/../e/./f)" = "$(pwd -P)/d/e/f" ] && echo same
#= permissions bits of new files
umask 077; touch f; mkdir d; stat -c %a f d; umask 0; touch g; mkdir e; stat -c %a g e
