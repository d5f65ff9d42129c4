import { expect, test } from './support/fixtures'
