/* Symbols of every sort that a table may hold: global, static, weak, with two names, without a type, without a size, and data. */

static const char text[] = "here\n";
int counter = 1;

static long call(long number, long first, long second, long third)
{
	register long a0 __asm__("a0") = first;
	register long a1 __asm__("a1") = second;
	register long a2 __asm__("a2") = third;
	register long a7 __asm__("a7") = number;
	__asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
	return a0;
}

/* A label and a function of an assembler's author, who gives neither type nor size. */
__asm__(".text\n"
	".globl untyped_exit\n"
	"untyped_exit:\n"
	"	li a7, 93\n"
	"hidden_label:\n"
	"	ecall\n"
	"	j hidden_label\n");
_Noreturn void untyped_exit(int status);

__attribute__((noinline)) long say(const char *words, long length)
{
	return call(64, 1, (long)words, length);
}
long __say(const char *words, long length) __attribute__((weak, alias("say")));

__attribute__((noinline)) static long say_twice(void)
{
	return say(text, sizeof text - 1) + say(text, sizeof text - 1);
}

void _start(void)
{
	counter += (int)say_twice();
	untyped_exit(counter == 11 ? 0 : 1);
}
