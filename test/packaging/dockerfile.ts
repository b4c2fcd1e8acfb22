/** Reads a Dockerfile: as much of its grammar as this project uses, and an error for the rest. */

/** One instruction, its lines joined. */
export interface Instruction {
  /** In capitals: COPY. */
  readonly keyword: string;
  /** `--from=build` as from → build; of a flag without a value, ''. */
  readonly flags: ReadonlyMap<string, string>;
  /** What follows the flags. */
  readonly text: string;
}

/** From one FROM to the next. */
export interface Stage {
  /** Its name, '' for the last one. */
  readonly name: string;
  /** The image, variables expanded. */
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

/** A whole Dockerfile. */
export interface Dockerfile {
  /** ARG before the first FROM, with their defaults. */
  readonly args: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN USER WORKDIR'.split(' '),
);

/**
 * The stages of a Dockerfile.
 * @throws Error at a line that is no instruction.
 */
export function parseDockerfile(text: string): Dockerfile {
  const args = new Map<string, string>();
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of instructions(text)) {
    const stage = stages.at(-1);
    if (instruction.keyword === 'FROM') {
      const [image = '', , name = ''] = instruction.text.split(/\s+/);
      stages.push({ name, image: expand(image, args), instructions: [] });
    } else if (stage === undefined) {
      const [name = '', value = ''] = instruction.text.split('=');
      args.set(name, value);
    } else {
      stage.instructions.push(instruction);
    }
  }
  return { args, stages };
}

function instructions(text: string): readonly Instruction[] {
  const joined = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => instruction(line));
}

function instruction(line: string): Instruction {
  const [keyword = '', ...words] = line.trim().split(/\s+/);
  if (!KEYWORDS.has(keyword)) throw new Error(`not an instruction: ${line}`);
  const flags = new Map<string, string>();
  while (words[0]?.startsWith('--') === true) {
    const [name = '', value = ''] = (words.shift() as string).slice(2).split('=');
    flags.set(name, value);
  }
  const start = words[0] === undefined ? line.length : line.indexOf(words[0], keyword.length);
  return { keyword, flags, text: line.slice(start).trim() };
}

/** Replaces `${NAME}` and `$NAME`; a variable that is not there stays as it is. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, bare: string | undefined) =>
      variables.get(braced ?? bare ?? '') ?? whole,
  );
}

/**
 * The words of an instruction in exec form.
 * @throws Error for the shell form.
 */
export function execForm(text: string): readonly string[] {
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words)) throw new Error(`not in exec form: ${text}`);
  return words.map(String);
}

/** The pairs of ARG, ENV or LABEL; a name without a value gets ''. */
export function pairs(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/([\w.-]+)(?:=(?:"([^"]*)"|(\S*)))?/g);
  return new Map([...found].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']));
}
