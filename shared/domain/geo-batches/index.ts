export { fieldsOf, longestAddress, planAddress, unknownTemplateFields, type AddressPlan, type PlannedAddress } from './address'
export { countryCodeOf } from './country'
export { geoBatchFields, geoBatchSynonyms, type GeoBatchField } from './fields'
export { stripPersonal } from './strip-personal'
