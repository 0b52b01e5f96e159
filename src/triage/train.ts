import { mkdirSync } from 'node:fs'
import { modelFolder, writeModel } from './model-file.ts'
import { readRows, trainModel } from './model-trainer.ts'
import { readTrainingSets } from './training-data.ts'

// Writes src/triage/model from src/triage/training: node --import tsx src/triage/train.ts
const rows = readRows(readTrainingSets())
const model = trainModel(rows)
mkdirSync(modelFolder, { recursive: true })
writeModel(model, modelFolder)
process.stdout.write(`${rows.length} messages, ${model.meta.rows} features\n`)
