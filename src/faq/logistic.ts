/** Logistic regression over a handful of standardised features. */
export type Logistic = { bias: number; weights: number[]; mean: number[]; scale: number[] }

export function predict(model: Logistic, features: readonly number[]): number {
  let sum = model.bias
  model.weights.forEach((weight, i) => {
    sum += (weight * ((features[i] ?? 0) - (model.mean[i] ?? 0))) / (model.scale[i] ?? 1)
  })
  return 1 / (1 + Math.exp(-sum))
}

export type LogisticSample = { features: readonly number[]; label: 0 | 1; weight: number }

/** Full-batch gradient descent with an L2 penalty; the same samples always give the same model. */
export function fitLogistic(
  samples: readonly LogisticSample[],
  penalty = 0.02,
  rounds = 3000,
): Logistic {
  const size = samples[0]?.features.length ?? 0
  const columns = Array.from({ length: size }, (_, i) => samples.map((s) => s.features[i] ?? 0))
  const mean = columns.map((column) => column.reduce((a, b) => a + b, 0) / column.length)
  const scale = columns.map((column, i) => {
    const variance = column.reduce((sum, x) => sum + (x - (mean[i] ?? 0)) ** 2, 0) / column.length
    return Math.sqrt(variance) || 1
  })
  const model: Logistic = { bias: 0, weights: mean.map(() => 0), mean, scale }
  const total = samples.reduce((sum, s) => sum + s.weight, 0)
  for (let round = 0; round < rounds; round += 1) {
    const slope = model.weights.map((w) => penalty * w)
    let biasSlope = 0
    for (const { features, label, weight } of samples) {
      const error = ((predict(model, features) - label) * weight) / total
      biasSlope += error
      for (let i = 0; i < size; i += 1) {
        slope[i] =
          (slope[i] ?? 0) + (error * ((features[i] ?? 0) - (mean[i] ?? 0))) / (scale[i] ?? 1)
      }
    }
    model.bias -= biasSlope
    model.weights = model.weights.map((w, i) => w - (slope[i] ?? 0))
  }
  return model
}
