/* Programs that want too much. Each prints what refused it, or is killed. */
#ifndef HOSTILE_H
#define HOSTILE_H

#define MIB (1ul << 20)

void eat_copies(void);
void eat_page_tables(void);
void eat_mappings(void);
void eat_names(void);
void eat_descriptors(void);
void eat_pipes(void);
void grow_sparse(void);
void nest_directories(void);
void remove_while_used(void);
void overflow_handled(void);
void recurse_in_handler(void);
void storm(void);
void die_of_each_signal(void);

#endif
