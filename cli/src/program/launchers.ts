/** How a program that runs the command in its arguments takes it. Lists are words with spaces between. */
export interface Launcher {
  /** Sub-commands that run one; none: it always does. */
  readonly sub?: string;
  /** Options whose value is the next word. */
  readonly values?: string;
  /** Options whose value is the next two words. */
  readonly pairs?: string;
  /** Options after which the command stands, whatever it looks like. */
  readonly before?: string;
  /** Options after which no command comes. */
  readonly instead?: string;
  /** Options whose next word is a script for a shell. */
  readonly script?: string;
  /** So many words stand before the command. */
  readonly words?: number;
  /** It has too many options to list: the word behind one that stands nowhere here may be its value, or the command. */
  readonly loose?: true;
}

const PYTHON: Launcher = { values: '-W -X --check-hash-based-pycs', before: '-m', instead: '-c -' };

const MPI: Launcher = {
  values:
    '-n -np --np -c -N -npernode --npernode -ppn -x -H -host --host -hostfile --hostfile -machinefile --machinefile -f ' +
    '-map-by --map-by -bind-to --bind-to -rank-by --rank-by -wdir --wdir -wd -genvlist -output-filename --output-filename',
  pairs: '-mca --mca -gmca --gmca -pmca --prtemca -genv -env',
  loose: true,
};

const USER: Launcher = { values: '-u -g -G -s -w --user --group --shell', script: '-c --command' };

const CONDA: Launcher = { sub: 'run', values: '-n --name -p --prefix --cwd -e --env' };

const TORCHRUN: Launcher = {
  values:
    '--nproc-per-node --nproc_per_node --nnodes --node-rank --node_rank --master-addr --master_addr --master-port ' +
    '--master_port --rdzv-backend --rdzv_backend --rdzv-endpoint --rdzv_endpoint --rdzv-id --rdzv_id --max-restarts',
  before: '-m --module',
};

const UV =
  '--with --with-editable --with-requirements --extra --group --python -p --env-file --directory --project';

const BY_NAME: Readonly<Record<string, Launcher>> = {
  accelerate: {
    sub: 'launch',
    values: '--config_file --num_processes --num_machines --main_process_port',
    before: '-m --module',
    loose: true,
  },
  catatonit: {},
  chroot: { words: 1 },
  chrt: { words: 1 },
  command: {},
  conda: CONDA,
  'ddtrace-run': {},
  deepspeed: {
    values: '--num_gpus --num_nodes --hostfile --include --master_port',
    before: '--module',
    loose: true,
  },
  'dumb-init': { values: '-r --rewrite' },
  env: { values: '-u --unset -C --chdir', script: '-S --split-string' },
  exec: { values: '-a' },
  gosu: { words: 1 },
  ionice: { values: '-c --class -n --classdata' },
  java: {
    values: '-cp -classpath --class-path -p --module-path --add-opens --add-exports',
    before: '-jar -m --module',
  },
  mamba: CONDA,
  micromamba: CONDA,
  mpiexec: MPI,
  mpirun: MPI,
  ncu: {
    values: '-o --export -k --kernel-name -c --launch-count -s --launch-skip --set --section --metrics',
    loose: true,
  },
  nice: { values: '-n --adjustment' },
  node: { values: '-r --require --import', instead: '-e --eval -p --print' },
  nohup: {},
  nsys: {
    sub: 'profile launch',
    values:
      '-o --output -t --trace -s --sample -y --delay -d --duration -c --capture-range -w --show-output -f ' +
      '--force-overwrite -x --stop-on-exit -e --env-var --session-new --session --kill --backtrace',
    loose: true,
  },
  numactl: {
    values:
      '-i --interleave -w --weighted-interleave -p --preferred -P --preferred-many -C --physcpubind -m --membind ' +
      '-N --cpunodebind',
  },
  'opentelemetry-instrument': {
    values: '--traces_exporter --metrics_exporter --logs_exporter --service_name',
  },
  orterun: MPI,
  pdm: { sub: 'run' },
  pipenv: { sub: 'run' },
  pixi: { sub: 'run', values: '-e --environment --manifest-path' },
  poetry: { sub: 'run' },
  prterun: MPI,
  runuser: USER,
  setpriv: { values: '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set' },
  setsid: {},
  srun: {
    values:
      '-n --ntasks -N --nodes -c --cpus-per-task -p --partition -w --nodelist -t --time -J --job-name -A --account ' +
      '-G --gpus --gres --mpi --container-image --container-mounts -o --output',
    loose: true,
  },
  stdbuf: { values: '-i --input -o --output -e --error' },
  strace: { values: '-o -e -s -p -P -E' },
  // It runs no word: the others are a user and what the shell is given.
  su: { ...USER, words: Infinity },
  'su-exec': { words: 1 },
  sudo: { values: '-u --user -g --group -C -D -h -p -R -T' },
  taskset: { words: 1 },
  time: { values: '-f --format -o --output' },
  timeout: { values: '-s --signal -k --kill-after', words: 1 },
  tini: { values: '-p -e' },
  torchrun: TORCHRUN,
  'trtllm-llmapi-launch': {},
  uv: { sub: 'run', values: UV, loose: true },
  uvx: { values: `${UV} --from`, loose: true },
};

const BY_FORM: readonly (readonly [name: RegExp, launcher: Launcher])[] = [
  [/^(python|pypy)(\d+(\.\d+)*)?t?$/, PYTHON],
  [/^(ba|da|z|k|a)?sh$/, { values: '-o -O +o +O --rcfile --init-file', script: '-c' }],
  // Of an image: it sets things up, and runs what it is given.
  [/entrypoint/, {}],
];

/** `null` for a program that runs no command of others. */
export function launcherOf(name: string): Launcher | null {
  return (
    (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ??
    BY_FORM.find(([form]) => form.test(name))?.[1] ??
    null
  );
}
