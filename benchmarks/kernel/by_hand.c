/* The five models of models/ as one would write them in C, with the draws and the order of updates of the documents.
 *
 * gcc -O3 -march=native -ffp-contract=off -shared -fPIC. State comes out as the columns of a snapshot, so that the
 * hash of the final state can be compared. `sites` holds the words of the model's draw sites, in the order in which
 * the document names them (by_hand.py).
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef int64_t i64;
typedef uint32_t u32;
typedef unsigned __int128 u128;

/* ------------------------------------------------------------------------------------------------- draws */

typedef struct { u64 seed, replicate, step; } Run;
typedef struct { u64 block, visit, word[4]; int there; } Cache; /* the block of four words that a site drew last */

static inline void philox(u64 c0, u64 c1, u64 c2, u64 c3, u64 k0, u64 k1, u64 *out) {
    for (int round = 0; round < 10; round++) {
        u128 a = (u128)0xD2E7470EE14C6C93ULL * c0, b = (u128)0xCA5A826395121157ULL * c2;
        u64 n0 = (u64)(b >> 64) ^ c1 ^ k0, n2 = (u64)(a >> 64) ^ c3 ^ k1;
        c1 = (u64)b, c3 = (u64)a, c0 = n0, c2 = n2;
        k0 += 0x9E3779B97F4A7C15ULL, k1 += 0xBB67AE8584CAA73BULL;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

static inline u64 word(const Run *run, u64 site, u64 index, u64 visit, Cache *cache) {
    if (!cache->there || cache->block != index >> 2 || cache->visit != visit) {
        philox((index >> 2) + 1, run->step, site, visit, run->seed, run->replicate, cache->word);
        cache->block = index >> 2, cache->visit = visit, cache->there = 1;
    }
    return cache->word[index & 3];
}

static inline double uniform(const Run *run, u64 site, u64 index, u64 visit, Cache *cache) {
    return (double)(word(run, site, index, visit, cache) >> 11) * 0x1p-53;
}

static void begin(Run *run, u64 step, Cache *caches, int count) {
    run->step = step;
    for (int i = 0; i < count; i++) caches[i].there = 0;
}

/* The order of a one-by-one rule: rows sorted by a word each, by buckets of their highest bits, ties by row. */
typedef struct { u64 word; u32 row; } Turn;

static void order(const Run *run, u64 site, const i64 *ids, u32 n, Turn *turns, Turn *spare, u32 *starts) {
    Cache cache = {0};
    int bits = 1;
    while (bits < 20 && (1u << bits) < n) bits++;
    u32 buckets = 1u << bits;
    memset(starts, 0, (buckets + 1) * sizeof *starts);
    for (u32 i = 0; i < n; i++) {
        spare[i].word = word(run, site, ids ? (u64)ids[i] : i, 0, &cache), spare[i].row = i;
        starts[(spare[i].word >> (64 - bits)) + 1]++;
    }
    for (u32 b = 0; b < buckets; b++) starts[b + 1] += starts[b];
    for (u32 i = 0; i < n; i++) turns[starts[spare[i].word >> (64 - bits)]++] = spare[i];
    for (u32 i = 1; i < n; i++) {
        Turn turn = turns[i];
        u32 j = i;
        while (j > 0 && (turns[j - 1].word > turn.word || (turns[j - 1].word == turn.word && turns[j - 1].row > turn.row)))
            turns[j] = turns[j - 1], j--;
        turns[j] = turn;
    }
}

static u32 *room_for_starts(void) { return malloc(((1u << 20) + 1) * sizeof(u32)); }

/* ----------------------------------------------------------------------------------------------- DeGroot */

/* `indptr` (n + 1), `near`: the network. `opinion` (n): the final state; `series` (steps + 1): the mean. */
int degroot(u64 seed, u64 replicate, i64 n, i64 steps, const u64 *sites, const i64 *indptr, const u32 *near,
            double influence, double *opinion, double *series) {
    Run run = {seed, replicate, 0};
    Cache cache = {0};
    double *now = opinion, *next = malloc(n * sizeof *next), *spare = next;
    for (i64 a = 0; a < n; a++) now[a] = 0.0 + (1.0 - 0.0) * uniform(&run, sites[0], a, 0, &cache);
    for (i64 step = 0; step <= steps; step++) {
        if (step > 0) {
            for (i64 a = 0; a < n; a++) {
                double sum = 0.0;
                for (i64 j = indptr[a]; j < indptr[a + 1]; j++) sum += now[near[j]];
                i64 degree = indptr[a + 1] - indptr[a];
                double value = now[a] + influence * ((degree ? sum / (double)degree : now[a]) - now[a]);
                if (!isfinite(value)) return 1;
                next[a] = value;
            }
            double *old = now;
            now = next, next = old;
        }
        double sum = 0.0;
        for (i64 a = 0; a < n; a++) sum += now[a];
        series[step] = sum / (double)n;
    }
    if (now != opinion) memcpy(opinion, now, n * sizeof *now);
    free(spare);
    return 0;
}

/* --------------------------------------------------------------------------------------------------- SIR */

enum { SUSCEPTIBLE, INFECTED, RECOVERED };

/* `health` (side * side): the final state; `series` (steps + 1): the share who are ill. */
int sir(u64 seed, u64 replicate, i64 side, i64 steps, const u64 *sites, double infection, double recovery, double ill,
        int16_t *health, double *series) {
    Run run = {seed, replicate, 0};
    Cache caches[3] = {0};
    i64 n = side * side;
    int16_t *now = health, *next = malloc(n * sizeof *next), *spare = next;
    for (i64 a = 0; a < n; a++) now[a] = uniform(&run, sites[0], a, 0, &caches[0]) < ill ? INFECTED : SUSCEPTIBLE;
    for (i64 step = 0; step <= steps; step++) {
        if (step > 0) {
            begin(&run, step, caches, 3);
            for (i64 y = 0; y < side; y++) {
                const int16_t *row = now + y * side;
                const int16_t *above = now + (y ? y - 1 : side - 1) * side;
                const int16_t *below = now + (y < side - 1 ? y + 1 : 0) * side;
                for (i64 x = 0; x < side; x++) {
                    i64 a = y * side + x;
                    int16_t state = row[x];
                    if (state == INFECTED) {
                        if (uniform(&run, sites[1], a, 0, &caches[1]) < recovery) state = RECOVERED;
                    } else if (state == SUSCEPTIBLE) {
                        i64 w = x ? x - 1 : side - 1, e = x < side - 1 ? x + 1 : 0;
                        int sick = (above[w] == INFECTED) + (above[x] == INFECTED) + (above[e] == INFECTED) +
                                   (row[w] == INFECTED) + (row[e] == INFECTED) + (below[w] == INFECTED) +
                                   (below[x] == INFECTED) + (below[e] == INFECTED);
                        if (sick > 0) {
                            double spared = sick == 2 ? (1.0 - infection) * (1.0 - infection) : pow(1.0 - infection, sick);
                            if (uniform(&run, sites[2], a, 0, &caches[2]) < 1.0 - spared) state = INFECTED;
                        }
                    }
                    next[a] = state;
                }
            }
            int16_t *old = now;
            now = next, next = old;
        }
        i64 count = 0;
        for (i64 a = 0; a < n; a++) count += now[a] == INFECTED;
        series[step] = (double)count / (double)n;
    }
    if (now != health) memcpy(health, now, n * sizeof *now);
    free(spare);
    return 0;
}

/* ------------------------------------------------------------------------------------------------ market */

/* Buyers and sellers, n each; `series` (2, steps + 1): the mean price, the share sold. */
int market(u64 seed, u64 replicate, i64 n, i64 steps, const u64 *sites, double cut, double *valuation, double *paid,
           double *cost, double *price, uint8_t *sold, double *series) {
    Run run = {seed, replicate, 0};
    Cache caches[4] = {0};
    Turn *turns = malloc(n * sizeof *turns), *spare = malloc(n * sizeof *spare);
    u32 *starts = room_for_starts();
    for (i64 a = 0; a < n; a++) {
        valuation[a] = 50.0 + (150.0 - 50.0) * uniform(&run, sites[0], a, 0, &caches[0]);
        paid[a] = 0.0;
    }
    for (i64 a = 0; a < n; a++) {
        cost[a] = 20.0 + (80.0 - 20.0) * uniform(&run, sites[1], a, 0, &caches[1]);
        price[a] = cost[a] * (1.0 + 2.0 * (0.0 + (1.0 - 0.0) * uniform(&run, sites[2], a, 0, &caches[2])));
        sold[a] = 0;
    }
    for (i64 step = 0; step <= steps; step++) {
        if (step > 0) {
            begin(&run, step, caches, 4);
            memset(sold, 0, n);
            order(&run, sites[3], NULL, n, turns, spare, starts);
            for (i64 i = 0; i < n; i++) {
                i64 a = turns[i].row;
                Cache once = {0};
                i64 offer = (i64)(uniform(&run, sites[4], a, 0, &once) * (double)n);
                if (!sold[offer] && price[offer] <= valuation[a]) sold[offer] = 1, paid[a] = price[offer];
            }
            for (i64 a = 0; a < n; a++) {
                double low = price[a] * (1.0 - cut);
                double value = sold[a] ? price[a] * (1.0 + cut) : (low > cost[a] ? low : cost[a]);
                if (!isfinite(value)) return 1;
                price[a] = value;
            }
        }
        double sum = 0.0;
        i64 count = 0;
        for (i64 a = 0; a < n; a++) sum += price[a], count += sold[a];
        series[step] = sum / (double)n, series[steps + 1 + step] = (double)count / (double)n;
    }
    free(turns), free(spare), free(starts);
    return 0;
}

/* --------------------------------------------------------------------------------- the k-th free cell */

/* A Fenwick tree over cells: how many are free, and which is the k-th. */
static void tree_add(u32 *tree, i64 size, i64 cell, u32 amount) {
    for (i64 i = cell + 1; i <= size; i += i & -i) tree[i] += amount;
}

static i64 tree_find(const u32 *tree, i64 size, i64 rank) {
    i64 at = 0, reach = 1;
    while (reach * 2 <= size) reach *= 2;
    for (; reach; reach /= 2)
        if (at + reach <= size && (i64)tree[at + reach] <= rank) at += reach, rank -= tree[at];
    return at;
}

/* --------------------------------------------------------------------------------------------- Schelling */

static const int AROUND[8][2] = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}};

/* `cell`, `blue`, `content` (count): the final state; `series` (steps + 1): the share who are content. */
int schelling(u64 seed, u64 replicate, i64 side, i64 count, i64 steps, const u64 *sites, double wanted, i64 *cell,
              uint8_t *blue, uint8_t *content, double *series) {
    Run run = {seed, replicate, 0};
    Cache caches[2] = {0};
    i64 size = side * side, free_cells = size;
    Turn *turns = malloc(count * sizeof *turns), *spare = malloc(count * sizeof *spare);
    u32 *starts = room_for_starts(), *tree = calloc(size + 1, sizeof *tree);
    int8_t *kind = malloc(size); /* of whoever lives there: -1 nobody, else blue or not */
    memset(kind, -1, size);
    for (i64 i = 1; i <= size; i++) tree[i] = (u32)(i & -i);
    for (i64 a = 0; a < count; a++) {
        i64 place = tree_find(tree, size, (i64)(uniform(&run, sites[0], a, 0, &caches[0]) * (double)free_cells));
        cell[a] = place, blue[a] = a % 2 == 0, content[a] = 0, kind[place] = (int8_t)blue[a];
        tree_add(tree, size, place, (u32)-1), free_cells--;
    }
    for (i64 step = 0; step <= steps; step++) {
        if (step > 0) {
            begin(&run, step, caches, 2);
            for (i64 a = 0; a < count; a++) {
                i64 y = cell[a] / side, x = cell[a] % side, alike = 0, near = 0;
                for (int j = 0; j < 8; j++) {
                    i64 v = y + AROUND[j][0], u = x + AROUND[j][1];
                    v = v < 0 ? side - 1 : v == side ? 0 : v, u = u < 0 ? side - 1 : u == side ? 0 : u;
                    int8_t other = kind[v * side + u];
                    near += other >= 0, alike += other == (int8_t)blue[a];
                }
                content[a] = (double)alike >= wanted * (double)near;
            }
            order(&run, sites[1], NULL, count, turns, spare, starts);
            for (i64 i = 0; i < count; i++) {
                i64 a = turns[i].row;
                if (content[a] || !free_cells) continue;
                Cache once = {0};
                i64 place = tree_find(tree, size, (i64)(uniform(&run, sites[2], a, 0, &once) * (double)free_cells));
                kind[cell[a]] = -1, tree_add(tree, size, cell[a], 1);
                kind[place] = (int8_t)blue[a], tree_add(tree, size, place, (u32)-1);
                cell[a] = place;
            }
        }
        i64 happy = 0;
        for (i64 a = 0; a < count; a++) happy += content[a];
        series[step] = (double)happy / (double)count;
    }
    free(turns), free(spare), free(starts), free(tree), free(kind);
    return 0;
}

/* ------------------------------------------------------------------------------------------ wolves, sheep */

/* A herd: rows by id, the dead taken out at the end of a rule; who stands where as sorted lists. */
typedef struct {
    i64 *id, *cell, *next, *first;
    double *energy;
    uint8_t *alive;
    i64 rows, living, born, room;
} Herd;

static void enter(Herd *herd, i64 row, i64 cell) {
    i64 *link = &herd->first[cell];
    while (*link >= 0 && *link < row) link = &herd->next[*link];
    herd->next[row] = *link, *link = row, herd->cell[row] = cell;
}

static void quit(Herd *herd, i64 row) {
    i64 *link = &herd->first[herd->cell[row]];
    while (*link != row) link = &herd->next[*link];
    *link = herd->next[row];
}

static void die(Herd *herd, i64 row) { quit(herd, row), herd->alive[row] = 0, herd->living--; }

static int bear(Herd *herd, i64 cell, double energy, i64 limit) {
    if (herd->living >= limit) return 1;
    if (herd->rows >= herd->room) return 2;
    i64 row = herd->rows++;
    herd->id[row] = herd->born++, herd->energy[row] = energy, herd->alive[row] = 1, herd->living++;
    enter(herd, row, cell);
    return 0;
}

static void close_up(Herd *herd, i64 cells) {
    if (herd->living == herd->rows) return;
    i64 to = 0;
    for (i64 row = 0; row < herd->rows; row++)
        if (herd->alive[row])
            herd->id[to] = herd->id[row], herd->cell[to] = herd->cell[row], herd->energy[to] = herd->energy[row], to++;
    herd->rows = to;
    memset(herd->alive, 1, to);
    for (i64 cell = 0; cell < cells; cell++) herd->first[cell] = -1;
    for (i64 row = to - 1; row >= 0; row--) herd->next[row] = herd->first[herd->cell[row]], herd->first[herd->cell[row]] = row;
}

static void settle(Herd *herd, const Run *run, u64 site_cell, u64 site_energy, i64 count, i64 cells, double most) {
    Cache a = {0}, b = {0};
    memset(herd->first, -1, cells * sizeof *herd->first);
    herd->rows = herd->living = herd->born = 0;
    for (i64 i = 0; i < count; i++) {
        i64 cell = (i64)(uniform(run, site_cell, i, 0, &a) * (double)cells);
        bear(herd, cell, 0.0 + (most - 0.0) * uniform(run, site_energy, i, 0, &b), INT64_MAX);
    }
}

static Herd herd_of(i64 room, i64 cells) {
    Herd herd = {.room = room};
    herd.id = malloc(room * 8), herd.cell = malloc(room * 8), herd.next = malloc(room * 8);
    herd.energy = malloc(room * 8), herd.alive = malloc(room), herd.first = malloc(cells * 8);
    return herd;
}

static void free_herd(Herd *herd) {
    free(herd->id), free(herd->cell), free(herd->next), free(herd->energy), free(herd->alive), free(herd->first);
}

/* The k-th of up to four cells of which `good` holds; -1 of none. */
static i64 pick(const i64 *near, const uint8_t *good, int count, const Run *run, u64 site, u64 index) {
    int members = 0;
    for (int j = 0; j < count; j++) members += good[j];
    if (!members) return -1;
    Cache once = {0};
    i64 k = (i64)(uniform(run, site, index, 0, &once) * (double)members);
    for (int j = 0; j < count; j++)
        if (good[j] && k-- == 0) return near[j];
    return -1;
}

static void around(i64 cell, i64 side, i64 *near) {
    i64 y = cell / side, x = cell % side;
    near[0] = (y ? y - 1 : side - 1) * side + x, near[1] = y * side + (x ? x - 1 : side - 1);
    near[2] = y * side + (x < side - 1 ? x + 1 : 0), near[3] = (y < side - 1 ? y + 1 : 0) * side + x;
}

/* Columns come out in `out_…`, rows in `out_rows` (2); `series` (3, steps + 1): sheep, wolves, share of grass.
 * `sites`: cell.wait, cell.grown, place sheep, start sheep, place wolf, start wolf, order graze, graze 0..2,
 * order hunt, hunt 0..3. */
int wolf_sheep(u64 seed, u64 replicate, i64 side, i64 sheep_count, i64 wolf_count, i64 steps, const u64 *sites,
               double sheep_births, double wolf_births, double sheep_meal, double wolf_meal, i64 regrowth, i64 limit,
               i64 *sheep_id, i64 *sheep_cell, double *sheep_energy, i64 *wolf_id, i64 *wolf_cell, double *wolf_energy,
               uint8_t *grown, i64 *wait, i64 *out_rows, double *series) {
    Run run = {seed, replicate, 0};
    Cache a = {0}, b = {0};
    i64 cells = side * side, room = 2 * limit + 64, end = steps + 1;
    Herd sheep = herd_of(room, cells), wolf = herd_of(room, cells);
    Turn *turns = malloc(room * sizeof *turns), *spare = malloc(room * sizeof *spare);
    u32 *starts = room_for_starts();
    int failed = 0;
    for (i64 c = 0; c < cells; c++) {
        i64 drawn = (i64)(uniform(&run, sites[0], c, 0, &a) * (double)regrowth);
        wait[c] = (drawn < regrowth - 1 ? drawn : regrowth - 1) - 1;
        grown[c] = uniform(&run, sites[1], c, 0, &b) < 0.5 || wait[c] < 0;
    }
    settle(&sheep, &run, sites[2], sites[3], sheep_count, cells, 2.0 * sheep_meal);
    settle(&wolf, &run, sites[4], sites[5], wolf_count, cells, 2.0 * wolf_meal);
    for (i64 step = 0; step <= steps && !failed; step++) {
        if (step > 0) {
            run.step = step;
            i64 turns_left = sheep.rows;
            order(&run, sites[6], sheep.id, sheep.rows, turns, spare, starts);
            for (i64 i = 0; i < turns_left && !failed; i++) {
                i64 row = turns[i].row, id = sheep.id[row], near[4];
                if (!sheep.alive[row]) continue;
                uint8_t safe[4], green[4];
                around(sheep.cell[row], side, near);
                for (int j = 0; j < 4; j++) safe[j] = wolf.first[near[j]] < 0, green[j] = safe[j] && grown[near[j]];
                i64 goal = pick(near, green, 4, &run, sites[7], id);
                if (goal < 0) goal = pick(near, safe, 4, &run, sites[8], id);
                if (goal >= 0) quit(&sheep, row), enter(&sheep, row, goal);
                i64 cell = sheep.cell[row];
                sheep.energy[row] -= 1.0;
                if (grown[cell]) grown[cell] = 0, wait[cell] = regrowth, sheep.energy[row] += sheep_meal;
                if (!isfinite(sheep.energy[row])) failed = 3;
                if (sheep.energy[row] < 0.0) { die(&sheep, row); continue; }
                Cache once = {0};
                if (uniform(&run, sites[9], id, 0, &once) < sheep_births) {
                    sheep.energy[row] /= 2.0;
                    failed = bear(&sheep, cell, sheep.energy[row], limit);
                }
            }
            close_up(&sheep, cells);
            turns_left = wolf.rows;
            order(&run, sites[10], wolf.id, wolf.rows, turns, spare, starts);
            for (i64 i = 0; i < turns_left && !failed; i++) {
                i64 row = turns[i].row, id = wolf.id[row], near[4];
                if (!wolf.alive[row]) continue;
                uint8_t meat[4], any[4] = {1, 1, 1, 1};
                around(wolf.cell[row], side, near);
                for (int j = 0; j < 4; j++) meat[j] = sheep.first[near[j]] >= 0;
                i64 goal = pick(near, meat, 4, &run, sites[11], id);
                if (goal < 0) goal = pick(near, any, 4, &run, sites[12], id);
                quit(&wolf, row), enter(&wolf, row, goal);
                wolf.energy[row] -= 1.0;
                i64 here = 0;
                for (i64 other = sheep.first[goal]; other >= 0; other = sheep.next[other]) here++;
                if (here) {
                    Cache once = {0};
                    i64 k = (i64)(uniform(&run, sites[13], id, 0, &once) * (double)here), prey = sheep.first[goal];
                    while (k--) prey = sheep.next[prey];
                    die(&sheep, prey);
                    wolf.energy[row] += wolf_meal;
                }
                if (!isfinite(wolf.energy[row])) failed = 3;
                if (wolf.energy[row] < 0.0) { die(&wolf, row); continue; }
                Cache once = {0};
                if (uniform(&run, sites[14], id, 0, &once) < wolf_births) {
                    wolf.energy[row] /= 2.0;
                    failed = bear(&wolf, goal, wolf.energy[row], limit);
                }
            }
            close_up(&sheep, cells), close_up(&wolf, cells);
            for (i64 c = 0; c < cells; c++)
                if (!grown[c]) {
                    if (wait[c] <= 0) grown[c] = 1;
                    else wait[c]--;
                }
        }
        i64 green = 0;
        for (i64 c = 0; c < cells; c++) green += grown[c];
        series[step] = (double)sheep.living, series[end + step] = (double)wolf.living;
        series[2 * end + step] = (double)green / (double)cells;
    }
    out_rows[0] = sheep.rows, out_rows[1] = wolf.rows;
    memcpy(sheep_id, sheep.id, sheep.rows * 8), memcpy(sheep_cell, sheep.cell, sheep.rows * 8);
    memcpy(sheep_energy, sheep.energy, sheep.rows * 8);
    memcpy(wolf_id, wolf.id, wolf.rows * 8), memcpy(wolf_cell, wolf.cell, wolf.rows * 8);
    memcpy(wolf_energy, wolf.energy, wolf.rows * 8);
    free_herd(&sheep), free_herd(&wolf), free(turns), free(spare), free(starts);
    return failed;
}
