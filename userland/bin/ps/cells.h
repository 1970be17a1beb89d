/* The texts of those columns that are more than one number of the stat file. */
#ifndef PS_CELLS_H
#define PS_CELLS_H

#include "columns.h"

/** Reads uptime, memory and boot time once. */
void cells_begin(void);

void pcpu_text(const Row *row, char cell[CELL_SIZE]);
void c_text(const Row *row, char cell[CELL_SIZE]);
void pmem_text(const Row *row, char cell[CELL_SIZE]);
void addr_text(const Row *row, char cell[CELL_SIZE]);
void args_text(const Row *row, char cell[CELL_SIZE]);
void comm_text(const Row *row, char cell[CELL_SIZE]);
void stime_text(const Row *row, char cell[CELL_SIZE]);
void start_text(const Row *row, char cell[CELL_SIZE]);
void lstart_text(const Row *row, char cell[CELL_SIZE]);
void time_text(const Row *row, char cell[CELL_SIZE]);
void bsdtime_text(const Row *row, char cell[CELL_SIZE]);
void etime_text(const Row *row, char cell[CELL_SIZE]);
void etimes_text(const Row *row, char cell[CELL_SIZE]);
void class_text(const Row *row, char cell[CELL_SIZE]);
void rtprio_text(const Row *row, char cell[CELL_SIZE]);
void ni_text(const Row *row, char cell[CELL_SIZE]);
void state_text(const Row *row, char cell[CELL_SIZE]);
void stat_text(const Row *row, char cell[CELL_SIZE]);
void tty_text(const Row *row, char cell[CELL_SIZE]);
void user_text(const Row *row, char cell[CELL_SIZE]);
void wchan_text(const Row *row, char cell[CELL_SIZE]);

double pcpu_number(const ProcTask *task);
double start_number(const ProcTask *task);
double time_number(const ProcTask *task);
double elapsed_number(const ProcTask *task);
double ni_number(const ProcTask *task);

#endif
