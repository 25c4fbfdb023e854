/**
 * A model of random weights as a GGUF file: half a megabyte that a real Ollama loads and asks, so that a machine without a network and without a large disk can
 * try the real program. What it says is nonsense, and with a schema nonsense of the right form.
 */
const width = 64;
const heads = 4;
const inner = 128;
const layers = 2;
const vocabulary = [
  ...['<unk>', '<s>', '</s>'].map((text, at) => ({ text, type: at === 0 ? 2 : 3 })),
  ...Array.from({ length: 256 }, (_, byte) => ({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, type: 6 })),
  ...['\u2581', ...Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))].map((text) => ({ text, type: 1 })),
];
const alignment = 32;

/** Kinds of values, as the format numbers them. */
const kinds = { uint32: 4, int32: 5, float32: 6, text: 8, list: 9 } as const;

export function tinyModel(): Buffer {
  const tensors = tensorsOf();
  const settings = settingsOf();
  const head: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(settings.length)];
  for (const [name, value] of settings) head.push(text(name), value);
  let offset = 0;
  for (const { name, shape } of tensors) {
    // The fastest dimension first; the rest is of no interest to a writer.
    head.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset));
    offset += padded(4 * sizeOf(shape));
  }
  const before = Buffer.concat(head);
  const random = randomNumbers();
  const data = tensors.map(({ isOnes, shape }) => {
    const numbers = Float32Array.from({ length: sizeOf(shape) }, () => (isOnes ? 1 : random()));
    return pad(Buffer.from(numbers.buffer));
  });
  return Buffer.concat([pad(before), ...data]);
}

function settingsOf(): [string, Buffer][] {
  const number = (value: number) => Buffer.concat([uint32(kinds.uint32), uint32(value)]);
  const word = (value: string) => Buffer.concat([uint32(kinds.text), text(value)]);
  const list = (kind: number, values: readonly Buffer[]) =>
    Buffer.concat([uint32(kinds.list), uint32(kind), uint64(values.length), ...values]);
  return [
    ['general.architecture', word('llama')],
    ['general.name', word('random')],
    ['llama.context_length', number(32_768)],
    ['llama.embedding_length', number(width)],
    ['llama.block_count', number(layers)],
    ['llama.feed_forward_length', number(inner)],
    ['llama.attention.head_count', number(heads)],
    ['llama.attention.head_count_kv', number(heads)],
    ['llama.attention.layer_norm_rms_epsilon', Buffer.concat([uint32(kinds.float32), float32(1e-5)])],
    ['llama.rope.dimension_count', number(width / heads)],
    ['llama.vocab_size', number(vocabulary.length)],
    ['general.file_type', number(0)],
    ['tokenizer.ggml.model', word('llama')],
    [
      'tokenizer.ggml.tokens',
      list(
        kinds.text,
        vocabulary.map((one) => text(one.text)),
      ),
    ],
    [
      'tokenizer.ggml.scores',
      list(
        kinds.float32,
        vocabulary.map(() => float32(0)),
      ),
    ],
    [
      'tokenizer.ggml.token_type',
      list(
        kinds.int32,
        vocabulary.map((one) => uint32(one.type)),
      ),
    ],
    ['tokenizer.ggml.bos_token_id', number(1)],
    ['tokenizer.ggml.eos_token_id', number(2)],
    ['tokenizer.ggml.unknown_token_id', number(0)],
  ];
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly isOnes?: boolean;
}

const tensorsOf = (): Tensor[] => [
  { name: 'token_embd.weight', shape: [width, vocabulary.length] },
  { name: 'output_norm.weight', shape: [width], isOnes: true },
  { name: 'output.weight', shape: [width, vocabulary.length] },
  ...Array.from({ length: layers }, (_, layer): Tensor[] => {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    return [
      ...['attn_norm', 'ffn_norm'].map((part) => ({ name: name(part), shape: [width], isOnes: true })),
      ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((part) => ({ name: name(part), shape: [width, width] })),
      ...['ffn_gate', 'ffn_up'].map((part) => ({ name: name(part), shape: [width, inner] })),
      { name: name('ffn_down'), shape: [inner, width] },
    ];
  }).flat(),
];

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, each) => size * each, 1);
const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);

/** Small, around zero, and the same each time. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 0.15;
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}
