// Executes every F and D computation over edge operands and seeded random ones in every rounding mode, and prints what the
// processor answers. Run by capture-float.ts under qemu-riscv64; tests/machine/isa/float-operands.ts draws the same operands.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;

// The result and the flags of one instruction.
typedef struct {
  u64 value, flags;
} Answer;

typedef Answer (*Operation)(u64 a, u64 b, u64 c);

#define RUN(name, instruction, result)                                                                              \
  static Answer name(u64 a, u64 b, u64 c) {                                                                         \
    Answer answer;                                                                                                  \
    asm volatile("fmv.d.x ft0, %2\n fmv.d.x ft1, %3\n fmv.d.x ft2, %4\n fsflags x0\n" instruction "\n" result       \
                 "frflags %1\n"                                                                                     \
                 : "=&r"(answer.value), "=&r"(answer.flags)                                                         \
                 : "r"(a), "r"(b), "r"(c)                                                                           \
                 : "ft0", "ft1", "ft2", "ft3");                                                                     \
    return answer;                                                                                                  \
  }

// Results in an f register (read raw), and in an x register.
#define TO_F(name, instruction) RUN(name, instruction, "fmv.x.d %0, ft3\n")
#define TO_X(name, instruction) RUN(name, instruction, "")

#define BINARY(op) TO_F(op##_s, #op ".s ft3, ft0, ft1") TO_F(op##_d, #op ".d ft3, ft0, ft1")
#define FUSED(op) TO_F(op##_s, #op ".s ft3, ft0, ft1, ft2") TO_F(op##_d, #op ".d ft3, ft0, ft1, ft2")
#define COMPARE(op) TO_X(op##_s, #op ".s %0, ft0, ft1") TO_X(op##_d, #op ".d %0, ft0, ft1")
#define TO_INTEGER(i) TO_X(fcvt_##i##_s, "fcvt." #i ".s %0, ft0") TO_X(fcvt_##i##_d, "fcvt." #i ".d %0, ft0")
#define FROM_INTEGER(i) TO_F(fcvt_s_##i, "fcvt.s." #i " ft3, %2") TO_F(fcvt_d_##i, "fcvt.d." #i " ft3, %2")

BINARY(fadd) BINARY(fsub) BINARY(fmul) BINARY(fdiv)
BINARY(fmin) BINARY(fmax) BINARY(fsgnj) BINARY(fsgnjn) BINARY(fsgnjx)
FUSED(fmadd) FUSED(fmsub) FUSED(fnmsub) FUSED(fnmadd)
COMPARE(feq) COMPARE(flt) COMPARE(fle)
TO_INTEGER(w) TO_INTEGER(wu) TO_INTEGER(l) TO_INTEGER(lu)
FROM_INTEGER(w) FROM_INTEGER(wu) FROM_INTEGER(l) FROM_INTEGER(lu)
TO_F(fsqrt_s, "fsqrt.s ft3, ft0") TO_F(fsqrt_d, "fsqrt.d ft3, ft0")
TO_X(fclass_s, "fclass.s %0, ft0") TO_X(fclass_d, "fclass.d %0, ft0")
TO_F(fcvt_s_d, "fcvt.s.d ft3, ft0") TO_F(fcvt_d_s, "fcvt.d.s ft3, ft0")
TO_X(fmv_x_w, "fmv.x.w %0, ft0") TO_X(fmv_x_d, "fmv.x.d %0, ft0")
TO_F(fmv_w_x, "fmv.w.x ft3, %2") TO_F(fmv_d_x, "fmv.d.x ft3, %2")

// Kinds of operands: single, double, integer. Modes: 5 when the instruction rounds, else 1.
typedef struct {
  const char *mnemonic;
  Operation run;
  char kind;
  int operands, modes;
} Row;

#define S(op, operands, modes) {#op ".s", op##_s, 's', operands, modes}
#define D(op, operands, modes) {#op ".d", op##_d, 'd', operands, modes}
#define SD(op, operands, modes) S(op, operands, modes), D(op, operands, modes)
#define CONVERT(i)                                                                                                  \
  {"fcvt." #i ".s", fcvt_##i##_s, 's', 1, 5}, {"fcvt." #i ".d", fcvt_##i##_d, 'd', 1, 5},                           \
      {"fcvt.s." #i, fcvt_s_##i, 'x', 1, 5}, {"fcvt.d." #i, fcvt_d_##i, 'x', 1, 5}

static const Row rows[] = {
    SD(fadd, 2, 5), SD(fsub, 2, 5), SD(fmul, 2, 5), SD(fdiv, 2, 5), SD(fsqrt, 1, 5),
    SD(fmadd, 3, 5), SD(fmsub, 3, 5), SD(fnmsub, 3, 5), SD(fnmadd, 3, 5),
    SD(fmin, 2, 1), SD(fmax, 2, 1), SD(fsgnj, 2, 1), SD(fsgnjn, 2, 1), SD(fsgnjx, 2, 1),
    SD(feq, 2, 1), SD(flt, 2, 1), SD(fle, 2, 1), SD(fclass, 1, 1),
    CONVERT(w), CONVERT(wu), CONVERT(l), CONVERT(lu),
    {"fcvt.s.d", fcvt_s_d, 'd', 1, 5}, {"fcvt.d.s", fcvt_d_s, 's', 1, 1},
    {"fmv.x.w", fmv_x_w, 's', 1, 1}, {"fmv.x.d", fmv_x_d, 'd', 1, 1},
    {"fmv.w.x", fmv_w_x, 'x', 1, 1}, {"fmv.d.x", fmv_d_x, 'x', 1, 1},
};

// --- operands: the same as in float-operands.ts

static u64 state;

// splitmix64
static u64 draw(void) {
  u64 z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// A fraction or an integer: random, a few bits, or a run of ones.
static u64 draw_bits(void) {
  u64 choice = draw(), bits = draw(), thinner = draw();
  switch (choice % 4) {
    case 0: return bits & thinner & (bits >> 21);
    case 1: return (u64)-1 << (bits & 63);
    case 2: return (u64)-1 >> (bits & 63);
    default: return bits;
  }
}

// The magnitude of a float: near a landmark (zero, the smallest normal, 1, powers of two that integers end at, infinity
// and the largest number), a NaN, subnormal, or with a random exponent around 1 or anywhere.
static u64 draw_magnitude(int fraction_bits, u64 bias) {
  static const int powers[] = {0, 1, 23, 24, 31, 32, 52, 53, 63, 64};
  u64 unit = (u64)1 << fraction_bits, one = bias * unit, infinity = (2 * bias + 1) * unit;
  u64 choice = draw(), near = draw(), fraction = draw_bits() & (unit - 1);
  switch (choice % 10) {
    case 0: return near % 4;
    case 1: return unit - 3 + near % 6;
    case 2: return one - 3 + near % 6;
    case 3: return one + powers[(near >> 8) % 10] * unit - 2 + near % 4;
    case 4: return infinity - 3 + near % 6;
    case 5: return infinity | fraction;
    case 6: return fraction;
    case 7: return one + (near % 128) * unit - 64 * unit + fraction;
    case 8: return one + (near % 8) * unit - 4 * unit + fraction;
    default: return (near % (2 * bias + 1)) * unit + fraction;
  }
}

static u64 draw_integer(void) {
  u64 choice = draw(), bits = draw_bits();
  return choice & 1 ? bits : ((u64)1 << (choice >> 58)) - 2 + bits % 4;
}

static u64 draw_operand(char kind, u64 previous) {
  if (kind == 'x') return draw_integer();
  u64 choice = draw(), sign = draw() & 1;
  // Near the operand before, of the opposite sign: cancellation.
  if (choice % 16 == 0) return previous ^ ((u64)1 << (kind == 'd' ? 63 : 31)) ^ (choice >> 62);
  if (kind == 'd') return draw_magnitude(52, 1023) | sign << 63;
  u64 boxed = 0xffffffff00000000 | draw_magnitude(23, 127) | sign << 31;
  // Badly boxed.
  return choice % 16 == 1 ? boxed & ~((u64)1 << (32 + (choice >> 59))) : boxed;
}

static void draw_operands(const Row *row, u64 operands[3]) {
  operands[0] = operands[1] = operands[2] = 0;
  for (int i = 0; i < row->operands; i++) operands[i] = draw_operand(row->kind, i > 0 ? operands[i - 1] : 0);
}

// --- output

static Answer run(const Row *row, int mode, const u64 operands[3]) {
  asm volatile("fsrm %0" : : "r"((u64)mode));
  return row->run(operands[0], operands[1], operands[2]);
}

static void print_answer(Answer answer, const Answer *nearest) {
  if (nearest && nearest->value == answer.value && nearest->flags == answer.flags) printf(" =");
  else printf(" %llx:%llx", (unsigned long long)answer.value, (unsigned long long)answer.flags);
}

static void print_vector(const Row *row, const u64 operands[3]) {
  Answer nearest = run(row, 0, operands);
  for (int i = 0; i < row->operands; i++) printf("%s%llx", i ? " " : "", (unsigned long long)operands[i]);
  printf(" ->");
  print_answer(nearest, 0);
  for (int mode = 1; mode < row->modes; mode++) print_answer(run(row, mode, operands), &nearest);
  printf("\n");
}

// FNV-1a over whole words.
static u64 mix(u64 digest, u64 word) {
  return (digest ^ word) * 0x100000001b3;
}

// VECTORS vectors of each instruction in full, then the digest of BLOCKS blocks of SIZE more.
int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int vectors = atoi(argv[1]), blocks = atoi(argv[2]), size = atoi(argv[3]);
  u64 operands[3];
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    const Row *row = &rows[r];
    printf("%s %c %d %d\n", row->mnemonic, row->kind, row->operands, row->modes);
    state = 1;
    for (int i = 0; i < vectors; i++) {
      draw_operands(row, operands);
      print_vector(row, operands);
    }
    for (int block = 0; block < blocks; block++) {
      u64 digest = 0xcbf29ce484222325;
      state = 1000 + block;
      for (int i = 0; i < size; i++) {
        draw_operands(row, operands);
        for (int mode = 0; mode < row->modes; mode++) {
          Answer answer = run(row, mode, operands);
          digest = mix(mix(digest, answer.value), answer.flags);
        }
      }
      printf("digest %d %d %llx\n", block, size, (unsigned long long)digest);
    }
  }
  return 0;
}
