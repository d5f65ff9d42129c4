import './platform/images/image-worker'
