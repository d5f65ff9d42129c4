export { fieldsOf, longestAddress, planAddress, unknownTemplateFields, type AddressPlan, type PlannedAddress } from './address'
export { geoBatchFields, geoBatchSynonyms, type GeoBatchField } from './fields'
export { stripPersonal } from './strip-personal'
