// The layers of the house as dependency-cruiser rules. Knows directories, not what is in them.

const layers = ['abi', 'machine', 'kernel', 'stores', 'system', 'observe', 'studies', 'cli', 'web'];

/** The kernel's floors from the ground up; a floor imports earlier ones only. */
const floors = [
  'sleep/',
  'mm/',
  'fs/',
  'task/',
  'ledger/',
  'trace/',
  'signal/',
  'sched/',
  'kernel-state\\.ts',
  'lifecycle/',
  'syscall/',
  '(procfs|sysfs)/',
  'deliver-signals\\.ts',
  'return-to-user\\.ts',
  'trap-entry\\.ts',
  'kernel\\.ts',
];

/** One rule for each step: nothing in `names[i]` imports a later name. */
function upward(kind, prefix, names, end) {
  return names.slice(0, -1).map((name, index) => ({
    name: `${kind}-${name.replace(/[^a-z-]|\.ts/g, '')}`,
    severity: 'error',
    comment: `${kind}: imports point to earlier names only`,
    from: { path: `^${prefix}${name}${end}` },
    to: { path: `^${prefix}(${names.slice(index + 1).join('|')})${end}` },
  }));
}

const coreRules = [
  {
    name: 'machine-and-kernel-are-siblings-of-no-host',
    severity: 'error',
    comment: 'abi, machine and kernel import neither npm packages nor Node (law 1)',
    from: { path: '^src/(abi|machine|kernel)/' },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'] },
  },
  {
    name: 'machine-knows-no-abi',
    severity: 'error',
    comment: 'the machine knows no operating system',
    from: { path: '^src/machine/' },
    to: { path: '^src/abi/' },
  },
  {
    name: 'memfs-has-one-door',
    severity: 'error',
    comment: 'only src/stores imports memfs',
    from: { path: '^src/', pathNot: '^src/stores/' },
    to: { path: 'node_modules/(memfs|@jsonjoy\\.com)/' },
  },
  {
    name: 'no-development-tools-in-the-product',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'] },
  },
  {
    name: 'source-does-not-import-tests',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(tests|scripts)/' },
  },
  { name: 'no-circles', severity: 'error', comment: 'not even of types', from: {}, to: { circular: true } },
  {
    name: 'no-orphans',
    severity: 'error',
    comment: 'a module that nothing imports and that imports nothing',
    from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
    to: {},
  },
  { name: 'all-imports-resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
];

module.exports = {
  forbidden: [...upward('layer', 'src/', layers, '/'), ...upward('kernel-floor', 'src/kernel/', floors, ''), ...coreRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
