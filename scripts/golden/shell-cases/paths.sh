#= a star matches names
mkdir d; cd d; touch a.c b.c c.h .hidden; echo *; echo *.c; echo .h*
#= a pattern that matches nothing stays
echo *.nothing '*' "*"
#= question marks and brackets
touch a1 a2 b1 ab; echo ?1; echo a[12]; echo a[!1]; echo [a-b]1; echo [[:alpha:]]1
#= patterns in directories
mkdir -p x/y z; touch x/1 x/y/2 z/3; echo */*; echo */; echo x/*/2; echo ./*/3
#= quoted characters of a pattern are literal
touch 'a*b' axb; echo a\*b a'*'b "a*b" a*b
#= patterns from variables
touch f1 f2; p='f*'; echo $p "$p"
#= set -f leaves patterns alone
touch f1; set -f; echo f*
#= a slash is not matched by a star
mkdir d; touch d/f; echo *f
#= results are sorted
touch c b a B; echo [abc]
#= a bracket without its end is literal
echo [abc; touch ']x'; echo []]*
