import { migrations } from './migrations'
import { runStoreThread } from './platform/store/thread'
import { repositories } from './repositories'

runStoreThread(repositories, migrations)
