// Before any module: the database library looks for IndexedDB when it is first loaded.
import 'fake-indexeddb/auto'
