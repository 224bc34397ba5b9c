/** How much of the model-based test is run: a sample by default, thousands of sequences when somebody asks for them. */
export const modelConfig = {
  sequences: Number(process.env.UNDONGLE_MODEL_SEQUENCES ?? 6),
  /** So many go on at the same moment. */
  lanes: Number(process.env.UNDONGLE_MODEL_LANES ?? 4),
  seed: Number(process.env.UNDONGLE_MODEL_SEED ?? 20261122),
}
